package dev.rawtap.script.analysis;

import dev.rawtap.script.syntax.Program;
import java.util.List;

/** Finds what a script imports. */
public interface ScriptFiles {
    /** Nothing can be imported. */
    ScriptFiles NONE = (path, from) -> new Missing("no files here");

    /** What is at an imported path. */
    sealed interface Found {}

    /**
     * Scripts: one for a file, all {@code .bt} files of a directory in the order of their names.
     *
     * @param scripts each with its own name
     */
    record Scripts(List<Script> scripts) implements Found {
        /** Copies the scripts. */
        public Scripts {
            scripts = List.copyOf(scripts);
        }
    }

    /**
     * One script.
     *
     * @param path by which it is known, so that it is read once
     * @param program what it says
     */
    record Script(String path, Program program) {}

    /** A C header, of which types and constants count. */
    record Header(String path, String text) implements Found {}

    /** Nothing usable, and why: {@code no such file}. */
    record Missing(String reason) implements Found {}

    /** What is at {@code path}, written in the script {@code from}. */
    Found find(String path, String from);
}

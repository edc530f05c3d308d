package dev.rawtap.script.analysis;

import dev.rawtap.base.Diagnostic;
import dev.rawtap.script.syntax.Program;
import java.util.List;

/** Finds what a script imports. */
public interface ScriptFiles {
    /** Nothing can be imported. */
    ScriptFiles NONE =
            (path, from) -> new Missing("Unable to find suitable path for import", "nothing can be imported here");

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
     * @param problems what is wrong with its syntax
     */
    record Script(String path, Program program, List<Diagnostic> problems) {
        /** Copies the problems. */
        public Script {
            problems = List.copyOf(problems);
        }
    }

    /** A C header, of which types and constants count. */
    record Header(String path, String text) implements Found {}

    /**
     * Nothing usable.
     *
     * @param message why
     * @param hint what to do about it
     */
    record Missing(String message, String hint) implements Found {}

    /** What is at {@code path}, written in the script {@code from}. */
    Found find(String path, String from);
}

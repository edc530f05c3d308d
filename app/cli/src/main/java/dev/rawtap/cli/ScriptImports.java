package dev.rawtap.cli;

import dev.rawtap.script.analysis.FileSystemScripts;
import dev.rawtap.script.analysis.ScriptFiles;
import java.nio.file.Path;
import java.util.List;

/**
 * Imports from files: as the script says, then in the folders of {@code -I}.
 *
 * @param folder of the session
 * @param folders of {@code -I}
 */
record ScriptImports(Path folder, List<String> folders) implements ScriptFiles {
    @Override
    public Found find(String path, String from) {
        Found found = new FileSystemScripts(folder).find(path, from);
        for (String other : folders) {
            if (!(found instanceof Missing)) {
                return found;
            }
            Found there = new FileSystemScripts(folder.resolve(other)).find(path, from);
            found = there instanceof Missing ? found : there;
        }
        return found;
    }
}

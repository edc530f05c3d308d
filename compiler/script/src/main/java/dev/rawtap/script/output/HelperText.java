package dev.rawtap.script.output;

/** What a helper's result means to the author of a script. */
final class HelperText {
    private static final int E2BIG = 7;

    private HelperText() {}

    static String of(String helper, long result) {
        if (helper.equals("map_update_elem") && result == -E2BIG) {
            return "Map full; can't update element. Try increasing max_map_keys config or manually setting the max entries"
                    + " in a map declaration e.g. `let @a = hash(5000)`";
        }
        if (helper.startsWith("map_lookup") && result == 0) {
            return "Can't lookup map element because it does not exist.";
        }
        return ErrorText.ofLibrary(result);
    }
}

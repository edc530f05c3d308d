package dev.rawtap.cli.script;

import dev.rawtap.base.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/** The words of {@code -c}: split at blanks; quotes keep words together and a backslash takes the next letter as it is, as a shell does. */
final class CommandWords {
    private CommandWords() {}

    static List<String> split(String command) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (int i = 0; i < command.length(); i++) {
            char letter = command.charAt(i);
            if (quote != 0 && letter == quote) {
                quote = 0;
            } else if (quote == 0 && (letter == '\'' || letter == '"')) {
                quote = letter;
                begun = true;
            } else if (letter == '\\' && quote != '\'' && i + 1 < command.length()) {
                word.append(command.charAt(++i));
                begun = true;
            } else if (quote == 0 && Character.isWhitespace(letter)) {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
            } else {
                word.append(letter);
                begun = true;
            }
        }
        if (quote != 0) {
            throw new InvalidInputException(
                    "-c: no closing %c".formatted(quote), "write it in pairs, or with \\ before it");
        }
        if (begun) {
            words.add(word.toString());
        }
        if (words.isEmpty()) {
            throw new InvalidInputException("-c: no command in '%s'".formatted(command), "-c 'CMD ARGUMENTS'");
        }
        return words;
    }
}

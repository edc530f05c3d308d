package dev.rawtap.cli.loaded;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.NearestNames;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Objects that a user names: by id, by name, or by the path of a pin. */
public final class Selection {
    private static final int NEAREST = 3;

    private Selection() {}

    /**
     * All that {@code text} names: one for an id or a pin, all of a name.
     *
     * @throws InvalidInputException if there is none, with the names that are nearest
     */
    public static <T> List<T> of(String text, ObjectView<T> view) {
        if (text.matches("[0-9]{1,9}")) {
            return List.of(byId(Integer.parseInt(text), view));
        }
        if (text.contains("/")) {
            return List.of(byId(view.pinned(path(text)), view));
        }
        List<T> all = view.all();
        List<T> named =
                all.stream().filter(object -> view.isCalled(text, object)).toList();
        if (named.isEmpty()) {
            List<String> names = all.stream()
                    .map(view::name)
                    .filter(name -> !name.isEmpty())
                    .distinct()
                    .toList();
            List<String> nearest = NearestNames.of(text, names, NEAREST);
            throw new InvalidInputException(
                    "no %s '%s' is loaded".formatted(view.noun(), text),
                    nearest.isEmpty() ? see(view) : "nearest: " + String.join(", ", nearest));
        }
        return named;
    }

    /** The only one that {@code text} names. */
    public static <T> T one(String text, ObjectView<T> view) {
        List<T> all = of(text, view);
        if (all.size() > 1) {
            String ids = all.stream().map(view::id).map(String::valueOf).collect(Collectors.joining(", "));
            throw new InvalidInputException(
                    "%d %ss are called '%s'".formatted(all.size(), view.noun(), text), "say which by id: " + ids);
        }
        return all.getFirst();
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException impossible) {
            throw new InvalidInputException(
                    "'%s' is no file name: %s".formatted(text, impossible.getReason()), null, impossible);
        }
    }

    private static <T> T byId(int id, ObjectView<T> view) {
        return view.byId(id)
                .orElseThrow(() -> new InvalidInputException("no %s has id %d".formatted(view.noun(), id), see(view)));
    }

    private static String see(ObjectView<?> view) {
        return "see: rawtap %s list".formatted(view.command());
    }
}

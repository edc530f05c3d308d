package dev.rawtap.cli.loaded;

import dev.rawtap.cli.text.Columns;
import dev.rawtap.kernel.KernelObjects.MapEntry;
import dev.rawtap.kernel.KernelObjects.ProgramEntry;
import dev.rawtap.linux.Holders;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/**
 * One kind of loaded object: how it is found, told in a row, described, and written as JSON.
 *
 * @param <T> the object
 */
public sealed interface ObjectView<T> permits ProgramView, MapView, LinkView, BtfView {
    /** The view of what a command names: {@code prog}, {@code map}, {@code link} or {@code btf}. */
    static ObjectView<?> of(String command, Inventory inventory) {
        return switch (command) {
            case "prog" -> new ProgramView(inventory);
            case "map" -> new MapView(inventory);
            case "link" -> new LinkView(inventory);
            case "btf" -> new BtfView(inventory);
            default -> throw new IllegalArgumentException(command);
        };
    }

    /** Programs. */
    static ObjectView<ProgramEntry> programs(Inventory inventory) {
        return new ProgramView(inventory);
    }

    /** Maps. */
    static ObjectView<MapEntry> maps(Inventory inventory) {
        return new MapView(inventory);
    }

    /** What the object is called in messages. */
    String noun();

    /** The command that it is shown by. */
    String command();

    /** All that are loaded, by id. */
    List<T> all();

    /** The one of this id, unless there is none. */
    Optional<T> byId(int id);

    /** The id of what is pinned at {@code path}. */
    int pinned(Path path);

    /** Its number. */
    int id(T object);

    /** Its name in full, empty if it has none. */
    String name(T object);

    /** Whether {@code name} is one of its names. */
    default boolean isCalled(String name, T object) {
        return name(object).equals(name);
    }

    /** What the columns of {@link #row} hold. */
    List<String> heading();

    /** One line of a list. */
    List<String> row(T object);

    /** Everything about it, a row for each fact; the first column says what. */
    Columns facts(T object);

    /** The same as the members of an object that is begun and ended elsewhere. */
    void write(T object, JsonGenerator json);

    /** A table with a heading. */
    default Columns table(Collection<T> objects) {
        var table = new Columns(0).row(heading());
        objects.forEach(object -> table.row(row(object)));
        return table;
    }

    /** {@code rawtap(6445)}, ... */
    static String text(List<Holders.Holder> holders) {
        return holders.stream()
                .map(holder -> "%s(%d)".formatted(holder.command(), holder.pid()))
                .collect(Collectors.joining(", "));
    }

    /** The same where a line is there for it. */
    static String heldBy(List<Holders.Holder> holders) {
        return holders.isEmpty() ? "no process that can be seen" : text(holders);
    }

    /** The member {@code holders}. */
    static void write(List<Holders.Holder> holders, JsonGenerator json) {
        json.writeArrayPropertyStart("holders");
        for (Holders.Holder holder : holders) {
            json.writeStartObject();
            json.writeNumberProperty("pid", holder.pid());
            json.writeStringProperty("comm", holder.command());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}

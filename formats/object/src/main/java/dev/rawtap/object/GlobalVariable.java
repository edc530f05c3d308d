package dev.rawtap.object;

/**
 * A global variable of an object: where its bytes are.
 *
 * @param name its C name
 * @param map name of the map that holds its section
 * @param offset byte offset in that map's value
 * @param size bytes
 * @param type id of its type in the object's BTF, 0 if unknown
 * @param constant true in {@code .rodata}: fixed once the object is loaded
 */
public record GlobalVariable(String name, String map, int offset, int size, int type, boolean constant) {
    /** Whether a macro or the compiler made it, as bpf_printk does {@code hello.____fmt}: nobody means it by name. */
    public boolean isGenerated() {
        return name.startsWith(".") || name.startsWith("switch.table.") || name.contains("____");
    }
}

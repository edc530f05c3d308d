package dev.rawtap.object;

/**
 * A function of a program, for the kernel's func_info.
 *
 * @param instruction index of its first instruction
 * @param name its name
 * @param type id of its BTF_KIND_FUNC in the object's BTF, 0 if it has none
 */
public record FunctionInfo(int instruction, String name, int type) {}

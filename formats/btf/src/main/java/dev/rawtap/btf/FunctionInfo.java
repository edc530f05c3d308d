package dev.rawtap.btf;

/**
 * Says which function starts at an instruction.
 *
 * @param offset bytes from the start of its section or program
 * @param type id of its {@link BtfType.Function}
 */
public record FunctionInfo(int offset, int type) {}

package dev.rawtap.script.typed;

import dev.rawtap.script.type.ScriptType;

/**
 * A variable of a probe or function ({@code $x}), or one that analysis made.
 *
 * @param number unique in its script
 * @param name with its dollar, for the reader
 * @param type what it holds, widened over all assignments
 */
public record Local(int number, String name, ScriptType type) {}

package dev.rawtap.contract;

/**
 * What a test run gave.
 *
 * @param value the program's return value
 * @param nanoseconds duration, 0 where the engine does not say
 */
public record TestResult(int value, long nanoseconds) {}

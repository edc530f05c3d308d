package dev.rawtap.contract;

/**
 * How often a program ran.
 *
 * @param runs completed runs, counted only while statistics are on
 * @param nanoseconds time in all of them
 * @param recursionMisses runs left out because the program was already running on that CPU: events lost
 */
public record ProgramStatistics(long runs, long nanoseconds, long recursionMisses) {}

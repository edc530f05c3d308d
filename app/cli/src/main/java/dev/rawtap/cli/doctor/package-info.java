/**
 * What a machine allows, what is missing and how to get it.
 *
 * <pre>{@code
 * var report = Examination.of(engine, machine, Tracefs::open).report();
 * report.canTrace();
 * }</pre>
 *
 * <pre>
 * Examination = machine, permissions, settings, features, a trial -> Report
 * Report      = section*, whether raw tracepoints can be traced
 * Check       = name, value, Verdict, what to do
 * </pre>
 *
 * <p>Nothing is changed on the machine; the trial loads and attaches a program that does nothing and takes it away again.
 */
@NullMarked
package dev.rawtap.cli.doctor;

import org.jspecify.annotations.NullMarked;

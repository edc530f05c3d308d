package dev.rawtap.script.analysis;

import dev.rawtap.base.Span;
import dev.rawtap.script.syntax.Definition;
import dev.rawtap.script.typed.ProbeKind;

/**
 * A probe at one attach point.
 *
 * @param probe as it is written
 * @param name the whole name of the attach point
 * @param kind when it fires
 * @param at the attach point as it is written
 */
record AttachedProbe(Definition.Probe probe, String name, ProbeKind kind, Span at) {}

package dev.rawtap.script.syntax;

/** What {@code sizeof}, {@code typeof} and the like are asked about: a type by its name or an expression of that type. */
public sealed interface TypeArgument extends Node permits TypeName, Expression {}

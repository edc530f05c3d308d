package dev.rawtap.script.syntax;

/**
 * What {@code sizeof}, {@code typeof} and the like are asked about: a type by its name or an expression of that type. A
 * bare name that is not a type of the language is an {@link Expression.Identifier}, though it may be a type of the kernel.
 */
public sealed interface TypeArgument extends Node permits TypeName, Expression {}

package dev.rawtap.btf;

import java.util.List;
import java.util.function.IntUnaryOperator;

/** Types whose references to others have other ids. */
final class TypeRenumbering {
    private final IntUnaryOperator ids;

    /** {@code ids} gives the new id of an old one, and 0 of 0. */
    TypeRenumbering(IntUnaryOperator ids) {
        this.ids = ids;
    }

    BtfType renumber(BtfType type) {
        return switch (type) {
            case BtfType.Void _, BtfType.Int _, BtfType.Enum _, BtfType.Enum64 _, BtfType.Forward _, BtfType.Float _ ->
                type;
            case BtfType.Pointer(int target) -> new BtfType.Pointer(id(target));
            case BtfType.Array(int element, int index, int length) -> new BtfType.Array(id(element), id(index), length);
            case BtfType.Struct(String name, int size, var members) -> new BtfType.Struct(name, size, members(members));
            case BtfType.Union(String name, int size, var members) -> new BtfType.Union(name, size, members(members));
            case BtfType.Typedef(String name, int target) -> new BtfType.Typedef(name, id(target));
            case BtfType.Volatile(int target) -> new BtfType.Volatile(id(target));
            case BtfType.Const(int target) -> new BtfType.Const(id(target));
            case BtfType.Restrict(int target) -> new BtfType.Restrict(id(target));
            case BtfType.Function(String name, int prototype, var linkage) ->
                new BtfType.Function(name, id(prototype), linkage);
            case BtfType.FunctionPrototype(int returnType, var parameters) ->
                new BtfType.FunctionPrototype(
                        id(returnType),
                        parameters.stream()
                                .map(parameter -> new BtfType.Parameter(parameter.name(), id(parameter.type())))
                                .toList());
            case BtfType.Variable(String name, int target, var linkage) ->
                new BtfType.Variable(name, id(target), linkage);
            case BtfType.DataSection(String name, int size, var variables) ->
                new BtfType.DataSection(
                        name,
                        size,
                        variables.stream()
                                .map(placed -> new BtfType.Placement(id(placed.type()), placed.offset(), placed.size()))
                                .toList());
            case BtfType.DeclarationTag(String value, int target, int component, boolean attribute) ->
                new BtfType.DeclarationTag(value, id(target), component, attribute);
            case BtfType.TypeTag(String value, int target, boolean attribute) ->
                new BtfType.TypeTag(value, id(target), attribute);
        };
    }

    private List<BtfType.Member> members(List<BtfType.Member> members) {
        return members.stream()
                .map(member ->
                        new BtfType.Member(member.name(), id(member.type()), member.bitOffset(), member.bitSize()))
                .toList();
    }

    private int id(int old) {
        return ids.applyAsInt(old);
    }
}

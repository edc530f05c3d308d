package dev.rawtap.codegen;

import dev.rawtap.btf.Btf;
import dev.rawtap.btf.BtfBuilder;
import dev.rawtap.btf.BtfType;
import dev.rawtap.ir.Function;
import dev.rawtap.ir.Type;
import dev.rawtap.ir.Value;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** BTF of functions: what the kernel wants to know of callbacks, and names in its messages. */
final class FunctionTypes {
    private final BtfBuilder builder = new BtfBuilder(ByteOrder.LITTLE_ENDIAN);
    private final Map<String, Integer> known = new HashMap<>();
    private final int result = builder.intern(new BtfType.Int("int", 4, BtfType.IntEncoding.SIGNED));
    private final int number = builder.intern(new BtfType.Int("unsigned long long", 8, BtfType.IntEncoding.UNSIGNED));
    private final int pointer = builder.intern(new BtfType.Pointer(0));

    /** The id of a function's type. Programs are global, as clang makes them; the kernel wants callbacks to be static. */
    int of(Function function) {
        return known.computeIfAbsent(function.name(), _ -> add(function));
    }

    private int add(Function function) {
        boolean program = function.kind() == Function.Kind.PROGRAM;
        List<BtfType.Parameter> parameters = new ArrayList<>();
        for (Value parameter : function.parameters()) {
            String name = program ? "context" : "argument" + parameters.size();
            parameters.add(new BtfType.Parameter(name, parameter.type() instanceof Type.Scalar ? number : pointer));
        }
        int prototype = builder.add(new BtfType.FunctionPrototype(program ? result : number, parameters));
        return builder.add(new BtfType.Function(
                function.name(), prototype, program ? BtfType.Linkage.GLOBAL : BtfType.Linkage.STATIC));
    }

    Btf build(String name) {
        return builder.build(name);
    }
}

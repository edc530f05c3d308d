import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes out what javac leaves to be generated at run time and what the AOT cache of JDK 25 does not keep: switches over
 * types become chains of instanceof, equals, hashCode and toString of records plain code. Each such switch otherwise
 * costs a hidden class at its first use, 0.3 to 0.5 ms. Lambdas and string concatenation are left alone: the cache has
 * them, or javac writes them out.
 */
final class Lowering implements ClassTransform {
    private static final ClassDesc SWITCHES = ClassDesc.of("java.lang.runtime.SwitchBootstraps");
    private static final ClassDesc RECORDS = ClassDesc.of("java.lang.runtime.ObjectMethods");
    private static final int ADDED = ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

    private final ClassDesc owner;
    private final boolean isInterface;
    private final List<TypeSwitch> switches = new ArrayList<>();

    private Lowering(ClassModel model) {
        this.owner = model.thisClass().asSymbol();
        this.isInterface = (model.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
    }

    static byte[] lower(ClassFile classFile, byte[] bytes) {
        ClassModel model = classFile.parse(bytes);
        return classFile.transformClass(model, new Lowering(model));
    }

    @Override
    public void accept(ClassBuilder builder, ClassElement element) {
        if (!(element instanceof MethodModel method)) {
            builder.with(element);
            return;
        }
        CodeTransform code = (codeBuilder, instruction) -> {
            switch (instruction) {
                case InvokeDynamicInstruction call when isTypeSwitch(call) -> lowerSwitch(codeBuilder, call);
                case InvokeDynamicInstruction call when isBootstrap(call, RECORDS) -> RecordMethod.of(call).write(codeBuilder);
                default -> codeBuilder.with(instruction);
            }
        };
        builder.transformMethod(method, MethodTransform.transformingCode(code));
    }

    @Override
    public void atEnd(ClassBuilder builder) {
        switches.forEach(lowered -> builder.withMethodBody(lowered.name, lowered.type, ADDED, lowered::write));
    }

    private static boolean isBootstrap(InvokeDynamicInstruction call, ClassDesc in) {
        DirectMethodHandleDesc method = call.bootstrapMethod();
        return method.owner().equals(in);
    }

    /** Not those over constants: strings, enums and numbers are for a hash or a table. */
    private static boolean isTypeSwitch(InvokeDynamicInstruction call) {
        return isBootstrap(call, SWITCHES)
                && call.name().equalsString("typeSwitch")
                && labels(call).stream().allMatch(ClassEntry.class::isInstance);
    }

    private static List<LoadableConstantEntry> labels(InvokeDynamicInstruction call) {
        return call.invokedynamic().bootstrap().arguments();
    }

    private void lowerSwitch(CodeBuilder code, InvokeDynamicInstruction call) {
        List<ClassDesc> types =
                labels(call).stream().map(label -> ((ClassEntry) label).asSymbol()).toList();
        var lowered = new TypeSwitch("typeSwitch$" + switches.size(), call.typeSymbol(), types);
        switches.add(lowered);
        code.invokestatic(owner, lowered.name, lowered.type, isInterface);
    }

    /** {@code int name(Object value, int from)}: the first label from that one on that takes the value, -1 for null. */
    private record TypeSwitch(String name, MethodTypeDesc type, List<ClassDesc> labels) {
        void write(CodeBuilder code) {
            code.aload(0).ifThen(Opcode.IFNULL, isNull -> isNull.iconst_m1().ireturn());
            for (int i = 0; i < labels.size(); i++) {
                var next = code.newLabel();
                code.iload(1).loadConstant(i).if_icmpgt(next);
                code.aload(0).instanceOf(labels.get(i)).ifeq(next);
                code.loadConstant(i).ireturn().labelBinding(next);
            }
            code.loadConstant(labels.size()).ireturn();
        }
    }

    /** One of the three methods that a record inherits from its components; the operands are on the stack. */
    private record RecordMethod(String name, ClassDesc record, List<DirectMethodHandleDesc> fields) {
        private static final MethodTypeDesc HASH = MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_Object);
        private static final ClassDesc OBJECTS = ClassDesc.of("java.util.Objects");
        private static final ClassDesc BUILDER = ClassDesc.of("java.lang.StringBuilder");

        static RecordMethod of(InvokeDynamicInstruction call) {
            var arguments = call.bootstrapArgs();
            var fields = arguments.stream().skip(2).map(DirectMethodHandleDesc.class::cast).toList();
            return new RecordMethod(call.name().stringValue(), (ClassDesc) arguments.getFirst(), fields);
        }

        void write(CodeBuilder code) {
            switch (name) {
                case "hashCode" -> hashCode(code);
                case "equals" -> equals(code);
                case "toString" -> toString(code);
                default -> throw new IllegalArgumentException("a record has no method " + name);
            }
        }

        private static ClassDesc typeOf(DirectMethodHandleDesc field) {
            return field.invocationType().returnType();
        }

        private static ClassDesc box(ClassDesc type) {
            return switch (type.descriptorString()) {
                case "Z" -> ConstantDescs.CD_Boolean;
                case "B" -> ConstantDescs.CD_Byte;
                case "S" -> ConstantDescs.CD_Short;
                case "C" -> ConstantDescs.CD_Character;
                case "I" -> ConstantDescs.CD_Integer;
                case "J" -> ConstantDescs.CD_Long;
                case "F" -> ConstantDescs.CD_Float;
                case "D" -> ConstantDescs.CD_Double;
                default -> throw new IllegalArgumentException("no primitive type: " + type);
            };
        }

        private void load(CodeBuilder code, int slot, DirectMethodHandleDesc field) {
            code.aload(slot).getfield(record, field.methodName(), typeOf(field));
        }

        /** The last one's hash counts once, the one before 31 times, and so on. */
        private void hashCode(CodeBuilder code) {
            code.pop().iconst_0();
            for (var field : fields) {
                code.bipush(31).imul();
                load(code, 0, field);
                ClassDesc type = typeOf(field);
                if (type.isPrimitive()) {
                    code.invokestatic(box(type), "hashCode", MethodTypeDesc.of(ConstantDescs.CD_int, type));
                } else {
                    code.invokestatic(OBJECTS, "hashCode", HASH);
                }
                code.iadd();
            }
        }

        private void equals(CodeBuilder code) {
            var no = code.newLabel();
            var end = code.newLabel();
            code.pop2().aload(1).instanceOf(record).ifeq(no);
            int other = code.allocateLocal(TypeKind.REFERENCE);
            code.aload(1).checkcast(record).astore(other);
            for (var field : fields) {
                load(code, 0, field);
                load(code, other, field);
                same(code, typeOf(field), no);
            }
            code.iconst_1().goto_(end).labelBinding(no).iconst_0().labelBinding(end);
        }

        /** Floating point as its box compares it: NaN is NaN, 0.0 is not -0.0. */
        private static void same(CodeBuilder code, ClassDesc type, Label no) {
            switch (type.descriptorString()) {
                case "Z", "B", "S", "C", "I" -> code.if_icmpne(no);
                case "J" -> code.lcmp().ifne(no);
                case "F", "D" ->
                    code.invokestatic(box(type), "compare", MethodTypeDesc.of(ConstantDescs.CD_int, type, type)).ifne(no);
                default ->
                    code.invokestatic(
                                    OBJECTS,
                                    "equals",
                                    MethodTypeDesc.of(
                                            ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_Object))
                            .ifeq(no);
            }
        }

        private void toString(CodeBuilder code) {
            code.pop().new_(BUILDER).dup().invokespecial(BUILDER, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void);
            String before = simpleName() + "[";
            for (var field : fields) {
                append(code.loadConstant(before + field.methodName() + "="), ConstantDescs.CD_String);
                load(code, 0, field);
                append(code, typeOf(field));
                before = ", ";
            }
            append(code.loadConstant(fields.isEmpty() ? before + "]" : "]"), ConstantDescs.CD_String);
            code.invokevirtual(BUILDER, "toString", MethodTypeDesc.of(ConstantDescs.CD_String));
        }

        /** That of a record in a method follows a number. */
        private String simpleName() {
            String name = record.displayName();
            return name.substring(name.lastIndexOf('$') + 1).replaceFirst("^[0-9]+", "");
        }

        private static void append(CodeBuilder code, ClassDesc type) {
            ClassDesc taken = switch (type.descriptorString()) {
                case "B", "S" -> ConstantDescs.CD_int;
                case "Ljava/lang/String;" -> type;
                default -> type.isPrimitive() ? type : ConstantDescs.CD_Object;
            };
            code.invokevirtual(BUILDER, "append", MethodTypeDesc.of(BUILDER, taken));
        }
    }
}

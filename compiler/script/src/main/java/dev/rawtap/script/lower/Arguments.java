package dev.rawtap.script.lower;

import dev.rawtap.ir.Value;
import dev.rawtap.script.type.ScriptType;
import dev.rawtap.script.typed.TypedExpression;

/** What a probe can ask of its event. */
interface Arguments {
    /** An argument by place, as a number or pointer. */
    Value argument(int index, ScriptType type);

    /** What the end of a system call knows. */
    Value syscall(TypedExpression.SyscallValue.What what);

    /** The context as a pointer. */
    Value context();
}

package dev.rawtap.btf.tracepoint;

/** Whether a pointer argument may be NULL. */
public enum Nullability {
    /** It may; a program must compare before it follows the pointer. */
    MAY_BE_NULL,
    /** It never is, or it is no pointer. */
    NEVER_NULL,
    /** BTF does not say; the kernel's own table is not part of it. */
    UNKNOWN
}

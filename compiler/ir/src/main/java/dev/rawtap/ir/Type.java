package dev.rawtap.ir;

/** What a value is: enough for the checks to keep pointers and numbers apart and for the code generator to read memory rightly. */
public sealed interface Type {
    /** A number of 64 bits. */
    Type SCALAR = new Scalar();

    /** A number of 64 bits; also an address that nothing vouches for, which only {@link Operation.Read} may follow. */
    record Scalar() implements Type {
        @Override
        public String toString() {
            return "scalar";
        }
    }

    /**
     * A pointer that the kernel's verifier knows.
     *
     * @param region what it points into
     * @param nullable whether it may be NULL: it must be compared with 0 before it is followed
     */
    record Pointer(Region region, boolean nullable) implements Type {
        /** The same pointer where it is known not to be NULL. */
        public Pointer nonNull() {
            return new Pointer(region, false);
        }

        @Override
        public String toString() {
            return region + (nullable ? "*?" : "*");
        }
    }

    /** A map, as helpers take it. */
    record MapHandle(String map) implements Type {
        @Override
        public String toString() {
            return "map " + map;
        }
    }

    /** A function of this module, as helpers take it. */
    record FunctionHandle(String function) implements Type {
        @Override
        public String toString() {
            return "function " + function;
        }
    }

    /** What a pointer points into. */
    sealed interface Region {
        /** The program's context. */
        record Context() implements Region {
            @Override
            public String toString() {
                return "context";
            }
        }

        /** The stack of this function or of a caller. */
        record Stack() implements Region {
            @Override
            public String toString() {
                return "stack";
            }
        }

        /** A value of a map. */
        record MapValue(String map) implements Region {
            @Override
            public String toString() {
                return "value of " + map;
            }
        }

        /**
         * A kernel object whose type the verifier knows, so that loads are direct and never fault.
         *
         * @param type BTF id of the struct or union in the target's vmlinux
         */
        record KernelObject(int type) implements Region {
            @Override
            public String toString() {
                return "kernel object " + type;
            }
        }

        /** Memory of a known size, such as a reserved ring buffer record. */
        record Memory(int bytes) implements Region {
            @Override
            public String toString() {
                return "memory of " + bytes;
            }
        }
    }
}

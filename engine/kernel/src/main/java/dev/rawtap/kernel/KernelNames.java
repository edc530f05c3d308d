package dev.rawtap.kernel;

/** Names of maps and programs as the kernel takes them. */
final class KernelNames {
    /** {@code BPF_OBJ_NAME_LEN} without the NUL. */
    private static final int LENGTH = 15;

    private KernelNames() {}

    /** At most 15 of letters, digits, {@code _} and {@code .} (bpf_obj_name_cpy, kernel/bpf/syscall.c, 6.18). */
    static String of(String name) {
        var allowed = new StringBuilder(LENGTH);
        for (int i = 0; i < name.length() && allowed.length() < LENGTH; i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            allowed.append(letter || c == '.' ? c : '_');
        }
        return allowed.toString();
    }
}

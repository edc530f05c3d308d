package dev.rawtap.base;

import org.jspecify.annotations.Nullable;

/** Bytes that are not what their format promises: a truncated file, an offset past its table, an unknown kind. */
public final class MalformedException extends RawtapException {
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long offset;

    /**
     * Names the place and the problem.
     *
     * @param file the file or table that is malformed, as the user knows it
     * @param offset byte offset into {@code file}
     * @param problem expected and found, such as {@code "string offset 90321 past table of 88112 bytes"}
     */
    public MalformedException(String file, long offset, String problem) {
        this(file, offset, problem, null);
    }

    /** The same with a hint. */
    public MalformedException(String file, long offset, String problem, @Nullable String hint) {
        super("%s at byte 0x%x: %s".formatted(file, offset, problem), hint, null);
        this.file = file;
        this.offset = offset;
    }

    /** The file or table that is malformed. */
    public String file() {
        return file;
    }

    /** Byte offset into {@link #file()}. */
    public long offset() {
        return offset;
    }

    @Override
    public int exitCode() {
        return EXIT_MISTAKE;
    }
}

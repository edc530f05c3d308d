package dev.rawtap.linux;

import java.util.List;

/**
 * A process to make: it inherits the environment, the standard streams, every descriptor that is not close-on-exec, and
 * {@code passedFd}; it blocks no signal.
 *
 * @param path the program's path
 * @param arguments the arguments' bytes from argv[0] on, without NUL
 * @param passedFd a close-on-exec descriptor of this process that the new one has too
 * @param targetFd its number there, which may be the same
 */
public record SpawnRequest(String path, List<byte[]> arguments, int passedFd, int targetFd) {
    /** Copies the list and rejects bytes that C cannot hold. */
    public SpawnRequest {
        arguments = List.copyOf(arguments);
        for (byte[] argument : arguments) {
            for (byte b : argument) {
                if (b == 0) {
                    throw new IllegalArgumentException("an argument holds a NUL byte");
                }
            }
        }
    }
}

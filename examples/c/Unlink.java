import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;

/**
 * Makes a file and deletes it by unlinkat(2): what rm does, where rm is not the one of coreutils (busybox calls unlink).
 *
 * <pre>java examples/c/Unlink.java</pre>
 */
final class Unlink {
    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("unlink");
        Path file = Files.createFile(folder.resolve("doomed"));
        // Files.delete would call unlink(2); relative to an open folder, the JDK calls unlinkat(2).
        try (var open = (SecureDirectoryStream<Path>) Files.newDirectoryStream(folder)) {
            open.deleteFile(file.getFileName());
        }
        Files.delete(folder);
        System.out.printf("pid %d: deleted %s%n", ProcessHandle.current().pid(), file);
    }
}

package dev.rawtap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.InvalidInputException;
import dev.rawtap.base.KernelException;
import dev.rawtap.contract.ChildCommand;
import java.lang.foreign.Arena;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LinuxChildTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Kernel kernel = new LinuxKernel();
    private final LinuxHost host = new LinuxHost(kernel);

    @TempDir
    private Path folder;

    /** Runs a shell script with arguments as a child that writes what it sees to {@code out}. */
    private OptionalInt run(String... command) {
        try (ChildCommand child = host.start(List.of(command))) {
            child.release();
            return child.await(LONG);
        }
    }

    private String output(String... command) throws Exception {
        List<String> shell = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" > " + folder.resolve("out"), "sh"));
        shell.addAll(Arrays.asList(command));
        assertThat(run(shell.toArray(String[]::new))).hasValue(0);
        return Files.readString(folder.resolve("out"), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @CsvSource({"exit 0, 0", "exit 3, 3", "exit 255, 255", "kill -TERM $$, 143", "kill -KILL $$, 137"})
    void statusIsThatOfAShell(String script, int status) {
        assertThat(run("sh", "-c", script)).hasValue(status);
    }

    @Test
    void waitsUntilReleased() throws Exception {
        Path mark = folder.resolve("mark");
        try (ChildCommand child = host.start(List.of("touch", mark.toString()))) {
            assertThat(child.await(Duration.ofMillis(100))).isEmpty();
            assertThat(mark).doesNotExist();
            assertThat(host.processExists(child.pid())).isTrue();
            assertThat(new Processes(SystemFiles.HOST).status(child.pid(), "PPid"))
                    .hasValue(Long.toString(ProcessHandle.current().pid()));
            child.release();
            assertThat(child.await(LONG)).hasValue(0);
            assertThat(mark).exists();
            assertThat(child.await(Duration.ZERO)).as("told again").hasValue(0);
            assertThatThrownBy(child::release).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void becomesTheCommandUnderTheSamePid() throws Exception {
        try (ChildCommand child = host.start(List.of("sleep", "100"))) {
            Processes processes = new Processes(SystemFiles.HOST);
            assertThat(processes.commandName(child.pid())).hasValue("rawtap");
            child.release();
            assertThat(processes.commandName(child.pid())).hasValue("sleep");
            assertThat(kernel.kill(child.pid(), 15)).isZero();
            assertThat(child.await(LONG)).hasValue(143);
        }
    }

    @Test
    void keepsArgumentsAndArgumentZero() throws Exception {
        String program = "tr '\\0' '|' < /proc/$$/cmdline";
        assertThat(output("sh", "-c", program, "", "a b", "-x", "*", "é\n"))
                .isEqualTo("sh|-c|" + program + "||a b|-x|*|"
                        + new String("é\n".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1) + "|");
    }

    @Test
    void inheritsEnvironmentAndNoDescriptorOfJava() throws Exception {
        String own = new String(Files.readAllBytes(Path.of("/proc/self/environ")), StandardCharsets.ISO_8859_1);
        assertThat(output("env", "-0").split("\0")).contains(own.split("\0"));
        assertThat(output("ls", "-l", "/proc/self/fd")).doesNotContain(System.getProperty("java.home"));
        assertThat(output("grep", "SigBlk", "/proc/self/status")).contains("0000000000000000");
    }

    @Test
    void unknownCommandStartsNothing() throws Exception {
        Map<Integer, String> before = OpenDescriptors.now();
        assertThatThrownBy(() -> host.start(List.of("slep", "1")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("no command 'slep' on PATH")
                .satisfies(e -> assertThat(((InvalidInputException) e).hint().orElseThrow())
                        .startsWith("nearest: ")
                        .contains("sleep"));
        assertThatThrownBy(() -> host.start(List.of())).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> host.start(List.of("sh", "a\0b"))).isInstanceOf(InvalidInputException.class);
        assertThat(OpenDescriptors.now()).isEqualTo(before);
    }

    @Test
    void failedExecutionIsToldByName() throws Exception {
        Path script = Files.writeString(folder.resolve("script"), "echo hello\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (ChildCommand child = host.start(List.of(script.toString()))) {
            assertThatThrownBy(child::release)
                    .isInstanceOf(KernelException.class)
                    .hasMessage("execute '" + script + "': ENOEXEC");
            assertThat(child.await(LONG)).hasValue(125);
        }
    }

    @Test
    void closeEndsAChildThatWasNeverReleased() throws Exception {
        Map<Integer, String> before = OpenDescriptors.now();
        ChildCommand child = host.start(List.of("sleep", "100"));
        child.close();
        child.close();
        assertThat(host.processExists(child.pid())).isFalse();
        assertThat(OpenDescriptors.now()).isEqualTo(before);
    }

    @Test
    void goesWhenItsParentIsKilled() throws Exception {
        Process parent = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WaitingParent.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int child = Integer.parseInt(parent.inputReader().readLine());
        assertThat(host.processExists(child)).isTrue();
        try (FileDescriptor process = FileDescriptor.of(kernel, kernel.pidfdOpen(child), "open child");
                var arena = Arena.ofConfined();
                FileDescriptor epoll = FileDescriptor.of(kernel, kernel.epollCreate(), "epoll")) {
            parent.destroyForcibly().waitFor();
            kernel.epollAdd(epoll.number(), process.number(), Kernel.EPOLL_READABLE, 0);
            assertThat(kernel.epollWait(epoll.number(), new EpollEvents(arena, 1), 10_000))
                    .isEqualTo(1);
        }
    }

    /** Starts a child, prints its number and waits to be killed. */
    static final class WaitingParent {
        public static void main(String[] none) throws Exception {
            System.out.println(new LinuxHost(new LinuxKernel())
                    .start(List.of("sleep", "100"))
                    .pid());
            Thread.currentThread().join();
        }
    }

    @Test
    void anyFailingCallLeavesNothingOpen() throws Exception {
        Map<Integer, String> before = OpenDescriptors.now();
        int call = 0;
        int[] count = {0};
        do {
            call++;
            int failing = call;
            count[0] = 0;
            Kernel faulty = door((method, real) -> {
                if (method.equals("close") || ++count[0] != failing) {
                    return real.call();
                }
                return method.equals("read") || method.equals("write") ? (Object) (-12L) : (Object) (-12);
            });
            try (ChildCommand child = new LinuxHost(faulty).start(List.of("true"))) {
                child.release();
                child.await(LONG);
            } catch (KernelException refused) {
                assertThat(refused.errno().name()).as("call " + failing).isIn("ENOMEM", "ESRCH");
            }
            assertThat(OpenDescriptors.now()).as("call " + failing).isEqualTo(before);
        } while (count[0] >= call);
        assertThat(call).isGreaterThan(10);
    }

    /** Neither a zombie: where descriptors run out, waiting for the child's end must not need one. */
    @ParameterizedTest
    @ValueSource(strings = {"pidfdOpen", "epollCreate", "pidfdSendSignal", "write"})
    void unwantedChildIsBuriedWhateverFails(String failing) {
        List<ProcessHandle> before = ProcessHandle.current().children().toList();
        boolean[] started = {failing.equals("pidfdOpen")};
        Kernel faulty = door((method, real) -> {
            if (!method.equals(failing) || !started[0]) {
                return real.call();
            }
            return method.equals("write") ? (Object) (-24L) : (Object) (-24);
        });
        try (ChildCommand child = new LinuxHost(faulty).start(List.of("sleep", "100"))) {
            started[0] = true;
            if (failing.equals("write")) {
                child.release();
            }
        } catch (KernelException refused) {
            assertThat(refused).hasMessageEndingWith("EMFILE");
            assertThat(refused.hint())
                    .hasValueSatisfying(hint -> assertThat(hint).contains("ulimit -n"));
        }
        assertThat(ProcessHandle.current().children().toList()).isEqualTo(before);
    }

    private interface Call {
        Object call() throws Throwable;
    }

    private interface Policy {
        Object answer(String method, Call real) throws Throwable;
    }

    /** The real door behind a policy. */
    private Kernel door(Policy policy) {
        return (Kernel) Proxy.newProxyInstance(
                Kernel.class.getClassLoader(),
                new Class<?>[] {Kernel.class},
                (door, method, arguments) -> policy.answer(method.getName(), () -> {
                    try {
                        return method.invoke(kernel, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }

    @Test
    void shellStandsInWhereMemoryFilesAreRefused() throws Exception {
        Kernel refusing = door((method, real) -> method.equals("memoryFile") ? (Object) (-13) : real.call());
        Map<Integer, String> before = OpenDescriptors.now();
        Path out = folder.resolve("out");
        try (ChildCommand child = new LinuxHost(refusing)
                .start(List.of("sh", "-c", "printf '%s|' \"$@\" > " + out + "; exit 7", "sh", "a b", "", "*"))) {
            assertThat(child.await(Duration.ofMillis(50))).isEmpty();
            child.release();
            assertThat(child.await(LONG)).hasValue(7);
        }
        assertThat(out).hasContent("a b||*|");
        try (ChildCommand unwanted = new LinuxHost(refusing).start(List.of("sleep", "100"))) {
            assertThat(unwanted.await(Duration.ZERO)).isEmpty();
        }
        assertThat(OpenDescriptors.now()).isEqualTo(before);
    }
}

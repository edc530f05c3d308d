package dev.rawtap.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.base.KernelException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FileDescriptorTest {
    private final List<Integer> closed = Collections.synchronizedList(new ArrayList<>());
    private final Kernel kernel = (Kernel) Proxy.newProxyInstance(
            Kernel.class.getClassLoader(), new Class<?>[] {Kernel.class}, (door, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("close");
                closed.add((Integer) arguments[0]);
                return 0;
            });

    @Test
    void closedOneIsNamedByWhatItWas() {
        FileDescriptor map = new FileDescriptor(kernel, 7, "map 'calls'");
        assertThat(map.<String>lend(fd -> "fd " + fd)).isEqualTo("fd 7");
        map.close();
        assertThatThrownBy(() -> map.lend(fd -> fd))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("map 'calls' is already closed");
    }

    @Test
    void closesOnceThoughToldTwice() {
        FileDescriptor fd = new FileDescriptor(kernel, 7);
        assertThat(fd.number()).isEqualTo(7);
        fd.close();
        fd.close();
        assertThat(closed).containsExactly(7);
    }

    @Test
    void refusesUseAfterClose() {
        FileDescriptor fd = new FileDescriptor(kernel, 7);
        fd.close();
        assertThatThrownBy(fd::number)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("file descriptor 7 is already closed");
        assertThatThrownBy(() -> fd.use(number -> number)).isInstanceOf(IllegalStateException.class);
        assertThat(fd).hasToString("fd 7 (closed)");
    }

    @Test
    void staysOpenWhileAnotherThreadUsesIt() throws Exception {
        FileDescriptor fd = new FileDescriptor(kernel, 7);
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Thread user = Thread.ofPlatform()
                .start(() -> fd.use(number -> {
                    inside.countDown();
                    try {
                        leave.await();
                    } catch (InterruptedException stop) {
                        return -1;
                    }
                    return number;
                }));
        inside.await();
        fd.close();
        assertThat(closed).isEmpty();
        leave.countDown();
        user.join();
        assertThat(closed).containsExactly(7);
    }

    @Test
    void turnsErrorsIntoExceptions() {
        assertThatThrownBy(() -> FileDescriptor.of(kernel, -2, "open 'x'"))
                .isInstanceOf(KernelException.class)
                .hasMessage("open 'x': ENOENT");
        assertThat(FileDescriptor.of(kernel, 3, "open 'x'").number()).isEqualTo(3);
    }
}

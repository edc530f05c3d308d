package dev.rawtap.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldersTest {
    @TempDir
    private Path root;

    @BeforeEach
    void layOut() throws IOException {
        descriptor(12, "tracer", 3, "anon_inode:bpf-prog", "pos:\t0\nprog_type:\t17\nprog_id:\t40\nrun_cnt:\t9\n");
        descriptor(12, "tracer", 4, "anon_inode:bpf_link", "link_type:\traw_tracepoint\nlink_id:\t7\nprog_id:\t40\n");
        descriptor(12, "tracer", 5, "anon_inode:bpf-map", "map_type:\t2\nmap_id:\t40\n");
        descriptor(12, "tracer", 6, "/tmp/bpf-map", "map_id:\t41\n");
        descriptor(9, "other one", 3, "anon_inode:[bpf_link]", "link_id:\t8\nprog_id:\t40\n");
        descriptor(9, "other one", 4, "anon_inode:btf", "btf_id:\t2\n");
    }

    private void descriptor(int pid, String command, int fd, String target, String info) throws IOException {
        Path process = root.resolve("proc/" + pid);
        Files.createDirectories(process.resolve("fd"));
        Files.createDirectories(process.resolve("fdinfo"));
        Files.writeString(process.resolve("comm"), command + "\n");
        Files.createSymbolicLink(process.resolve("fd/" + fd), Path.of(target));
        Files.writeString(process.resolve("fdinfo/" + fd), info);
    }

    @Test
    void areWhoHasADescriptorOrALinkOfAProgram() {
        Holders holders = Holders.read(new SystemFiles(root));
        assertThat(holders.of(Holders.Kind.PROGRAM, 40))
                .containsExactly(new Holders.Holder(9, "other one"), new Holders.Holder(12, "tracer"));
        assertThat(holders.of(Holders.Kind.LINK, 7)).containsExactly(new Holders.Holder(12, "tracer"));
        assertThat(holders.of(Holders.Kind.MAP, 40)).containsExactly(new Holders.Holder(12, "tracer"));
        assertThat(holders.of(Holders.Kind.BTF, 2)).containsExactly(new Holders.Holder(9, "other one"));
    }

    /** A file may be called like a map. */
    @Test
    void areNoneOfWhatNobodyHas() {
        Holders holders = Holders.read(new SystemFiles(root));
        assertThat(holders.of(Holders.Kind.MAP, 41)).isEmpty();
        assertThat(holders.of(Holders.Kind.PROGRAM, 7)).isEmpty();
        assertThat(Holders.read(new SystemFiles(root.resolve("absent"))).of(Holders.Kind.MAP, 40))
                .isEmpty();
    }
}

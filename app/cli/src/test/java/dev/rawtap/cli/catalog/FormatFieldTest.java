package dev.rawtap.cli.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FormatFieldTest {
    /** As Linux 6.18 prints events/task/task_rename/format, and fields of block_rq_issue and sys_enter_openat. */
    private static final String FORMAT = """
            name: task_rename
            ID: 204
            format:
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            \tfield:pid_t pid;\toffset:8;\tsize:4;\tsigned:1;
            \tfield:char oldcomm[16];\toffset:12;\tsize:16;\tsigned:0;
            \tfield:__data_loc char[] cmd;\toffset:44;\tsize:4;\tsigned:0;
            \tfield:const char * filename;\toffset:24;\tsize:8;\tsigned:0;

            print fmt: "pid=%d oldcomm=%s", REC->pid, REC->oldcomm
            """;

    @Test
    void readsNamesTypesAndPlacesWithoutTheCommonOnes() {
        assertThat(FormatField.parse(FORMAT))
                .containsExactly(
                        new FormatField(new ProbeArgument("pid", "pid_t", "pid_t pid"), 8, 4),
                        new FormatField(new ProbeArgument("oldcomm", "char[16]", "char oldcomm[16]"), 12, 16),
                        new FormatField(new ProbeArgument("cmd", "__data_loc char[]", "__data_loc char[] cmd"), 44, 4),
                        new FormatField(new ProbeArgument("filename", "const char *", "const char * filename"), 24, 8));
    }

    @Test
    void textThatIsNoFormatHasNoFields() {
        assertThat(FormatField.parse("")).isEmpty();
        assertThat(FormatField.parse("name: x\nformat:\n")).isEmpty();
    }
}

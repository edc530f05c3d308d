package dev.rawtap.script.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rawtap.btf.Btf;
import dev.rawtap.script.type.ScriptType;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The shape of events/CATEGORY/NAME/format, as 6.18 writes it. */
class TracepointFormatTest {
    private static final String FORMAT = """
            name: sched_wakeup
            ID: 321
            format:
            \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
            \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

            \tfield:char comm[16];\toffset:8;\tsize:16;\tsigned:0;
            \tfield:pid_t pid;\toffset:24;\tsize:4;\tsigned:1;
            \tfield:__data_loc char[] name;\toffset:28;\tsize:4;\tsigned:0;
            \tfield:const void * address;\toffset:32;\tsize:8;\tsigned:0;
            \tfield:u8 bytes[4];\toffset:40;\tsize:4;\tsigned:0;

            print fmt: "comm=%s"
            """;

    private static String type(String field) {
        ScriptType.Composite record = TracepointFormat.record("sched_wakeup", FORMAT, Optional.empty())
                .orElseThrow();
        Btf btf = record.btf();
        var found = btf.field(record.id(), field).orElseThrow();
        return "%d %s".formatted(found.offset(), BtfTypes.of(btf, found.type(), ScriptType.Space.KERNEL));
    }

    @Test
    void fieldsHaveTypesAndPlaces() {
        assertThat(type("common_pid")).isEqualTo("4 int32");
        assertThat(type("comm")).isEqualTo("8 string[16]");
        assertThat(type("pid")).isEqualTo("24 int32");
        assertThat(type("__data_loc_name")).isEqualTo("28 uint32");
        assertThat(type("address")).isEqualTo("32 void *");
        assertThat(type("bytes")).isEqualTo("40 uint8[4]");
    }

    @Test
    void textWithoutFieldsIsNoRecord() {
        assertThat(TracepointFormat.record("x", "name: x\nID: 1\n", Optional.empty()))
                .isEmpty();
    }
}

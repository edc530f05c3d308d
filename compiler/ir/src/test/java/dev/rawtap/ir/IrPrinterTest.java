package dev.rawtap.ir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rawtap.isa.Condition;
import dev.rawtap.isa.Helpers;
import dev.rawtap.isa.Size;
import org.junit.jupiter.api.Test;

class IrPrinterTest {
    private static final String EVERYTHING = """
            program probe(%0: context*) {
              slot0 key 8 align 8
              slot1 "a b" 64 align 1
            entry:
              %1 = load u64 [%0+8]
              %2 = load s32 [%0+16]
              %3 = constant -9223372036854775808
              %4 = %1 + %3
              %5 = %4 u>> %1
              %6 = %5 s% %1
              %7 = compare %6 s<= %1
              %8 = compare %6 & %1
              %9 = select %7, %8, %6
              %10 = extend s8 %9
              %11 = swap 16 %10
              %12: stack* = address slot0
              %13: stack* = address slot1+3
              store u16 [%12+2], %11
              %14 = atomic fetch add u64 [%12], %1
              atomic or u32 [%12+4], %1
              %15 = read kernel u32 [%1-4]
              %16 = read user s8 [%1+40]
              fill [%12], 8
              bytes [%13+1], 0x00ff7a
              copy [%13], [%12+4], 4
              %17: map counts = map counts
              %18: value of globals* = value globals+8
              %19: function step = function step
              %20: value of counts*? = call map_lookup_elem(%17, %12)
              %21 = call function sub(%1, %2)
              call kernel bpf_rcu_read_lock()
              branch %20 != %1, found, end(%2, %1)
            found:
              switch %1, -1: end(%2, %1), 7: loop, otherwise: end.2
            loop:
              may_goto loop, "odd label"
            "odd label":
              jump end(%2, %2)
            end.2:
              %22: kernel object 17* = load u64 [%0]
              %23: memory of 24*? = call ringbuf_reserve(%17, %1, %2)
              return %1
            end(%24: scalar, %25: scalar):
              return %24
            }
            """;

    @Test
    void parserReadsWhatThePrinterWrites() {
        Function function = IrParser.function(EVERYTHING);

        assertThat(IrPrinter.print(function)).isEqualTo(EVERYTHING);
    }

    @Test
    void printsWhatTheBuilderMade() {
        var builder = new FunctionBuilder("probe", Function.Kind.PROGRAM);
        Value context = builder.parameter(new Type.Pointer(new Type.Region.Context(), false));
        Value id = builder.load(Size.DOUBLE, false, context, 8);
        var found = builder.block("found");
        var end = builder.block("end");
        builder.branch(Condition.EQ, id, builder.constant(263), found, end);
        builder.enter(found);
        builder.call(Helpers.named("ktime_get_ns"));
        builder.jump(end);
        builder.enter(end);
        builder.returns(builder.constant(0));

        assertThat(IrPrinter.print(builder.build())).isEqualTo("""
                program probe(%0: context*) {
                entry:
                  %1 = load u64 [%0+8]
                  %2 = constant 263
                  branch %1 == %2, found, end
                found:
                  %3 = call ktime_get_ns()
                  jump end
                end:
                  %4 = constant 0
                  return %4
                }
                """);
    }

    @Test
    void parserReadsModulesAndComments() {
        Module module = IrParser.module("""
                // two functions
                program a(%0: context*) {
                entry:
                  %1 = constant 0 // zero
                  return %1
                }

                subprogram b(%0: scalar, %1: stack*) {
                entry:
                  return %0
                }
                """);

        assertThat(module.functions()).extracting(Function::name).containsExactly("a", "b");
        assertThat(module.function("b").parameters()).hasSize(2);
        assertThat(IrParser.module(IrPrinter.print(module))).isEqualTo(module);
    }

    @Test
    void parserNamesTheLineThatItCannotRead() {
        assertThatThrownBy(() -> IrParser.function("""
                program a(%0: context*) {
                entry:
                  %1 = %7 + %0
                  return %1
                }
                """))
                .hasMessageContaining("line 3")
                .hasMessageContaining("%7 is not defined");
        assertThatThrownBy(() -> IrParser.function("""
                program a(%0: context*) {
                entry:
                  %1 = frobnicate %0
                  return %1
                }
                """))
                .hasMessageContaining("line 3")
                .hasMessageContaining("no operation");
    }
}

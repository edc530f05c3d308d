package dev.rawtap.script.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What c++filt of GNU binutils 2.40 prints. */
class CppNameTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            _ZN10JavaThread3runEv | JavaThread::run()
            _ZNK6Method8is_emptyEv | Method::is_empty() const
            _Z3fooiPKcz | foo(int, char const*, ...)
            _ZN3FooIiLb1EE3barERKS0_ | Foo<int, true>::bar(Foo<int, true> const&)
            _ZN3FooC2Ev | Foo::Foo()
            _ZN3FooIcED1Ev | Foo<char>::~Foo()
            _ZNSt6vectorIiSaIiEE9push_backEOi | std::vector<int, std::allocator<int> >::push_back(int&&)
            _ZN12_GLOBAL__N_13runEPFvPvE | (anonymous namespace)::run(void (*)(void*))
            _ZL4helpPA5_i | help(int (*) [5])
            _ZStlsIcSt11char_traitsIcESaIcEERSt13basic_ostreamIT_T0_ES7_RKNSt7__cxx1112basic_stringIS4_S5_T1_EE | std::basic_ostream<char, std::char_traits<char> >& std::operator<< <char, std::char_traits<char>, std::allocator<char> >(std::basic_ostream<char, std::char_traits<char> >&, std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> > const&)
            _ZN1AplERKS_ | A::operator+(A const&)
            _ZN1AcvbEv | A::operator bool()
            _ZTV10JavaThread | vtable for JavaThread
            _ZThn16_N1B3runEv | non-virtual thunk to B::run()
            _ZGVZN1A3getEvE5cache | guard variable for A::get()::cache
            _ZZN1A3runEvENKUliE_clEi | A::run()::{lambda(int)#1}::operator()(int) const
            _ZN3FooIJicEE3addIJDnRKdEEEvDpOT_ | void Foo<int, char>::add<decltype(nullptr), double const&>(decltype(nullptr)&&, double const&)
            _ZN1A1fEMS_FivE | A::f(int (A::*)())
            _Z3maxIdET_S0_S0_ | double max<double>(double, double)
            _ZN3Foo3barEv.constprop.0.isra.1 | Foo::bar() [clone .constprop.0] [clone .isra.1]
            _ZN5bench4callIXadL_ZN1A1gEvEEEEvv | void bench::call<&A::g>()
            _ZNO1A4moveEv | A::move() &&
            """)
    void readsAsTheProgrammerWroteIt(String mangled, String name) {
        assertThat(CppName.of(mangled)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"main", "_Z", "_Z3", "_Z99foo", "_ZS_", "_Z1fT_", "_ZN1A1fIXsr3std5valueIT_EEEvv", "_Z1f\u00e9"})
    void whatItDoesNotKnowStaysAsItIs(String name) {
        assertThat(CppName.of(name)).isEqualTo(name);
    }

    /** Each type is twice as long as the one before: a name of a few bytes would mean gigabytes. */
    @Test
    void aNameThatMeansTooMuchStaysAsItIs() {
        var name = new StringBuilder("_Z1f1A");
        String before = "S_";
        for (int i = 0; i < 60; i++) {
            name.append("PF").append(before).append(before).append("E");
            before = "S" + Integer.toString(2 * i + 1, 36).toUpperCase(Locale.ROOT) + "_";
        }
        assertThat(CppName.of(name.toString())).isEqualTo(name.toString());
        String deep = "_Z1f" + "P".repeat(100_000) + "i";
        assertThat(CppName.of(deep)).isEqualTo(deep);
    }

    @Test
    void randomNamesDoNoHarm() {
        String letters = "NSTIEZ0123_PRKFADpJLXLbivcCtls1A3Foo";
        var random = new Random(20261121);
        for (int round = 0; round < 50_000; round++) {
            var name = new StringBuilder("_Z");
            for (int i = random.nextInt(40); i >= 0; i--) {
                name.append(letters.charAt(random.nextInt(letters.length())));
            }
            assertThat(CppName.of(name.toString())).as("%s", name).isNotEmpty();
        }
    }
}

package dev.rawtap.kerneltest;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test, or a class of tests, that needs the real bpf(2).
 *
 * <p>Where this process may not load programs the test is skipped with the reason, unless the environment says
 * {@code RAWTAP_REQUIRE_KERNEL=1}: then it fails. Every test that ran is a line in the file that the system property
 * {@code rawtap.kernel.count} names.
 */
@Target({ElementType.METHOD, ElementType.TYPE, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Tag("kernel")
@ExtendWith(KernelTestRule.class)
@SuppressWarnings("exports")
public @interface KernelTest {}

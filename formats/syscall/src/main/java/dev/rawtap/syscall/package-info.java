/** System calls as data. */
@NullMarked
package dev.rawtap.syscall;

import org.jspecify.annotations.NullMarked;

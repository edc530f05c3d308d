/**
 * A network block device of our own, which gives the kernel's tracepoint nbd_send_request something to fire for.
 *
 * <pre>
 * device  ::= /dev/nbd0, set up by ioctl(2), until it is closed          (NbdDevice)
 * server  ::= request*, each answered from a disk in memory              (NbdServer)
 * request ::= as it came in: type, flags, cookie, offset, length         (NbdServer.Request)
 * </pre>
 */
@NullMarked
package dev.rawtap.kernels.nbd;

import org.jspecify.annotations.NullMarked;

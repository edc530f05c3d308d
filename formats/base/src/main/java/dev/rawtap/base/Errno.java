package dev.rawtap.base;

import java.io.Serializable;
import java.util.Optional;

/**
 * An error number of Linux. The numbers are those of x86-64, i386 and arm64, which agree
 * (include/uapi/asm-generic/errno.h), with the kernel-internal ones from 512 on that bpf(2) lets out
 * (include/linux/errno.h), both as of 6.18.
 *
 * @param number the number, above 0
 */
public record Errno(int number) implements Serializable {
    /** Operation not permitted. */
    public static final Errno EPERM = new Errno(1);

    /** No such file, tracepoint, key or link. */
    public static final Errno ENOENT = new Errno(2);

    /** No such process. */
    public static final Errno ESRCH = new Errno(3);

    /** Interrupted by a signal. */
    public static final Errno EINTR = new Errno(4);

    /** Argument list too long; from bpf(2), an attribute that this kernel does not know is not zero. */
    public static final Errno E2BIG = new Errno(7);

    /** Bad file descriptor. */
    public static final Errno EBADF = new Errno(9);

    /** Try again. */
    public static final Errno EAGAIN = new Errno(11);

    /** Out of memory. */
    public static final Errno ENOMEM = new Errno(12);

    /** Permission denied; from a program load, the verifier's refusal. */
    public static final Errno EACCES = new Errno(13);

    /** Bad address; from a program load, too complex. */
    public static final Errno EFAULT = new Errno(14);

    /** Busy. */
    public static final Errno EBUSY = new Errno(16);

    /** Already exists. */
    public static final Errno EEXIST = new Errno(17);

    /** Invalid argument. */
    public static final Errno EINVAL = new Errno(22);

    /** The machine has too many open files. */
    public static final Errno ENFILE = new Errno(23);

    /** This process has too many open files. */
    public static final Errno EMFILE = new Errno(24);

    /** No space left: disk, map, or the verifier's log buffer. */
    public static final Errno ENOSPC = new Errno(28);

    /** System call not implemented. */
    public static final Errno ENOSYS = new Errno(38);

    /** Operation not supported. */
    public static final Errno EOPNOTSUPP = new Errno(95);

    /** Operation not supported, the kernel-internal number that bpf(2) lets out. */
    public static final Errno ENOTSUPP = new Errno(524);

    private static final String[] NAMES = (""
                    + "EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF "
                    + "ECHILD EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV "
                    + "ENODEV ENOTDIR EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG "
                    + "ENOSPC ESPIPE EROFS EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG "
                    + "ENOLCK ENOSYS ENOTEMPTY ELOOP - ENOMSG EIDRM ECHRNG EL2NSYNC "
                    + "EL3HLT EL3RST ELNRNG EUNATCH ENOCSI EL2HLT EBADE EBADR EXFULL "
                    + "ENOANO EBADRQC EBADSLT - EBFONT ENOSTR ENODATA ETIME ENOSR "
                    + "ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM EPROTO EMULTIHOP "
                    + "EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD ELIBSCN "
                    + "ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE "
                    + "EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL "
                    + "ENETDOWN ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN "
                    + "ETOOMANYREFS ETIMEDOUT ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN "
                    + "ENOTNAM ENAVAIL EISNAM EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY "
                    + "EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD ENOTRECOVERABLE ERFKILL EHWPOISON EFTYPE ")
            .split(" ");

    /** Kernel-internal numbers from 512 on; a dash is a number without a name. */
    private static final String[] INTERNAL = (""
                    + "ERESTARTSYS ERESTARTNOINTR ERESTARTNOHAND ENOIOCTLCMD ERESTART_RESTARTBLOCK EPROBE_DEFER "
                    + "EOPENSTALE ENOPARAM - EBADHANDLE ENOTSYNC EBADCOOKIE "
                    + "ENOTSUPP ETOOSMALL ESERVERFAULT EBADTYPE EJUKEBOX EIOCBQUEUED "
                    + "ERECALLCONFLICT ENOGRACE ")
            .split(" ");

    /** Rejects what no failed call returns. */
    public Errno {
        if (number <= 0) {
            throw new IllegalArgumentException("errno " + number);
        }
    }

    /** The name, such as {@code EPERM}; {@code errno 999} for a number without one. */
    public String name() {
        return find(number).orElse("errno " + number);
    }

    private static Optional<String> find(int number) {
        String[] table = number < 512 ? NAMES : INTERNAL;
        int row = number < 512 ? number - 1 : number - 512;
        return row < table.length && !table[row].equals("-") ? Optional.of(table[row]) : Optional.empty();
    }

    @Override
    public String toString() {
        return name();
    }
}

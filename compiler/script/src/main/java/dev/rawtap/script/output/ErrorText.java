package dev.rawtap.script.output;

/**
 * What error numbers mean, in the two wordings that a user of scripts knows: that of {@code strerror} in a script, which is
 * the wording of the kernel's headers (include/uapi/asm-generic/errno-base.h and errno.h, 6.18), and that of the C library,
 * in messages about helpers that failed.
 */
public final class ErrorText {
    /** One line for each number from 0: the C library's wording, then the headers' where it is another. */
    private static final String[] LINES = """
            Success
            Operation not permitted
            No such file or directory
            No such process
            Interrupted system call
            Input/output error | I/O error
            No such device or address
            Argument list too long
            Exec format error
            Bad file descriptor | Bad file number
            No child processes
            Resource temporarily unavailable | Try again (operation would block)
            Cannot allocate memory | Out of memory
            Permission denied
            Bad address
            Block device required
            Device or resource busy
            File exists
            Invalid cross-device link | Cross-device link
            No such device
            Not a directory
            Is a directory
            Invalid argument
            Too many open files in system | File table overflow
            Too many open files
            Inappropriate ioctl for device | Not a typewriter
            Text file busy
            File too large
            No space left on device
            Illegal seek
            Read-only file system
            Too many links
            Broken pipe
            Numerical argument out of domain | Math argument out of domain of func
            Numerical result out of range | Math result not representable
            Resource deadlock avoided | Resource deadlock would occur
            File name too long
            No locks available | No record locks available
            Function not implemented | Invalid system call number
            Directory not empty
            Too many levels of symbolic links | Too many symbolic links encountered

            No message of desired type
            Identifier removed
            Channel number out of range
            Level 2 not synchronized
            Level 3 halted
            Level 3 reset
            Link number out of range
            Protocol driver not attached
            No CSI structure available
            Level 2 halted
            Invalid exchange
            Invalid request descriptor
            Exchange full
            No anode
            Invalid request code
            Invalid slot

            Bad font file format
            Device not a stream
            No data available
            Timer expired
            Out of streams resources
            Machine is not on the network
            Package not installed
            Object is remote
            Link has been severed
            Advertise error
            Srmount error
            Communication error on send
            Protocol error
            Multihop attempted
            RFS specific error
            Bad message | Not a data message
            Value too large for defined data type
            Name not unique on network
            File descriptor in bad state
            Remote address changed
            Can not access a needed shared library
            Accessing a corrupted shared library
            .lib section in a.out corrupted
            Attempting to link in too many shared libraries
            Cannot exec a shared library directly
            Invalid or incomplete multibyte or wide character | Illegal byte sequence
            Interrupted system call should be restarted
            Streams pipe error
            Too many users
            Socket operation on non-socket
            Destination address required
            Message too long
            Protocol wrong type for socket
            Protocol not available
            Protocol not supported
            Socket type not supported
            Operation not supported | Operation not supported on transport endpoint
            Protocol family not supported
            Address family not supported by protocol
            Address already in use
            Cannot assign requested address
            Network is down
            Network is unreachable
            Network dropped connection on reset | Network dropped connection because of reset
            Software caused connection abort
            Connection reset by peer
            No buffer space available
            Transport endpoint is already connected
            Transport endpoint is not connected
            Cannot send after transport endpoint shutdown
            Too many references: cannot splice
            Connection timed out
            Connection refused
            Host is down
            No route to host
            Operation already in progress
            Operation now in progress
            Stale file handle
            Structure needs cleaning
            Not a XENIX named type file
            No XENIX semaphores available
            Is a named type file
            Remote I/O error
            Disk quota exceeded | Quota exceeded
            No medium found
            Wrong medium type
            Operation canceled | Operation Canceled
            Required key not available
            Key has expired
            Key has been revoked
            Key was rejected by service
            Owner died
            State not recoverable
            Operation not possible due to RF-kill
            Memory page has hardware error
            """.split("\n", -1);

    private ErrorText() {}

    /** What {@code strerror(number)} is in a script; the sign does not matter. */
    public static String inScript(long number) {
        String line = line(number);
        String text = line.substring(line.indexOf('|') + 1).strip();
        return text.isEmpty() ? "Unknown error" : text;
    }

    /** The wording of the C library; the sign does not matter. */
    public static String ofLibrary(long number) {
        String text = line(number).split("\\|", -1)[0].strip();
        return text.isEmpty() ? "Unknown error " + Math.abs(number) : text;
    }

    private static String line(long number) {
        long positive = Math.abs(number);
        return positive >= 0 && positive < LINES.length ? LINES[(int) positive] : "";
    }
}

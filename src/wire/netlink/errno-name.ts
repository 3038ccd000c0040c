/**
 * Error numbers by name: `include/uapi/asm-generic/errno-base.h` and `errno.h`, as x86, arm, riscv and s390 have them. Numbers differ on
 * mips, sparc, alpha and parisc, where no Kubernetes node runs.
 */
export function errnoName(errno: number): string {
  return names[errno] ?? `errno ${errno}`;
}

/** The number of a name, the counterpart of `errnoName`. */
export function errnoNumber(name: string): number | undefined {
  const number = names.indexOf(name);
  return number > 0 ? number : undefined;
}

/** The place in the list is the number; 41 and 58 were never given out. */
const names: readonly (string | undefined)[] = [
  undefined,
  ..."EPERM ENOENT ESRCH EINTR EIO ENXIO E2BIG ENOEXEC EBADF ECHILD".split(" "),
  ..."EAGAIN ENOMEM EACCES EFAULT ENOTBLK EBUSY EEXIST EXDEV ENODEV ENOTDIR".split(" "),
  ..."EISDIR EINVAL ENFILE EMFILE ENOTTY ETXTBSY EFBIG ENOSPC ESPIPE EROFS".split(" "),
  ..."EMLINK EPIPE EDOM ERANGE EDEADLK ENAMETOOLONG ENOLCK ENOSYS ENOTEMPTY ELOOP".split(" "),
  undefined,
  ..."ENOMSG EIDRM ECHRNG EL2NSYNC EL3HLT EL3RST ELNRNG EUNATCH ENOCSI".split(" "),
  ..."EL2HLT EBADE EBADR EXFULL ENOANO EBADRQC EBADSLT".split(" "),
  undefined,
  ..."EBFONT ENOSTR".split(" "),
  ..."ENODATA ETIME ENOSR ENONET ENOPKG EREMOTE ENOLINK EADV ESRMNT ECOMM".split(" "),
  ..."EPROTO EMULTIHOP EDOTDOT EBADMSG EOVERFLOW ENOTUNIQ EBADFD EREMCHG ELIBACC ELIBBAD".split(" "),
  ..."ELIBSCN ELIBMAX ELIBEXEC EILSEQ ERESTART ESTRPIPE EUSERS ENOTSOCK EDESTADDRREQ EMSGSIZE".split(" "),
  ..."EPROTOTYPE ENOPROTOOPT EPROTONOSUPPORT ESOCKTNOSUPPORT EOPNOTSUPP EPFNOSUPPORT EAFNOSUPPORT EADDRINUSE EADDRNOTAVAIL ENETDOWN".split(
    " ",
  ),
  ..."ENETUNREACH ENETRESET ECONNABORTED ECONNRESET ENOBUFS EISCONN ENOTCONN ESHUTDOWN ETOOMANYREFS ETIMEDOUT".split(" "),
  ..."ECONNREFUSED EHOSTDOWN EHOSTUNREACH EALREADY EINPROGRESS ESTALE EUCLEAN ENOTNAM ENAVAIL EISNAM".split(" "),
  ..."EREMOTEIO EDQUOT ENOMEDIUM EMEDIUMTYPE ECANCELED ENOKEY EKEYEXPIRED EKEYREVOKED EKEYREJECTED EOWNERDEAD".split(" "),
  ..."ENOTRECOVERABLE ERFKILL EHWPOISON".split(" "),
];

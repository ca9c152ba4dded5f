/* What keeps an answer from coming, as far as what to do about it differs. */
#ifndef SFPY_TROUBLE_H
#define SFPY_TROUBLE_H

enum trouble {
    TROUBLE_NONE,
    TROUBLE_REFUSED,   /* nothing listens there */
    TROUBLE_NO_ROUTE,  /* no connection for another reason */
    TROUBLE_NAME,      /* the host's name is not known */
    TROUBLE_UNTRUSTED, /* the certificate's issuer is not trusted */
    TROUBLE_HOST,      /* the certificate is for another host */
    TROUBLE_TLS,       /* the handshake failed */
    TROUBLE_LATE,
    TROUBLE_STALLED, /* the answer began, but was not whole in time */
    TROUBLE_BROKEN,  /* the connection ended before the answer was whole */
    TROUBLE_NOT_HTTP,
    TROUBLE_PROXY,       /* the name of the proxy is not known */
    TROUBLE_CREDENTIALS, /* our own certificate can't be used */
    TROUBLE_CUT,         /* by us, at the end */
    TROUBLE_OTHER
};

/* One trouble in a few words, such as "connection refused"; NULL where libcurl's words say more. */
const char *trouble_text(enum trouble trouble);

#endif

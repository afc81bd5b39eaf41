// options: -std=gnu17 -pedantic
/* #embed: parameters that are wrong, and what is not found. */
#embed "embed.c" limit(-1)
#embed "embed.c" limit(1) __limit__(2)
#embed "embed.c" vendor::thing
#embed "embed.c" limit
#embed "embed.c" prefix((]
#embed nothing
#embed "no such file"

#error this is wrong
#warning careful
#nosuch
#include
#include "nosuch.h"

// Trees: a treap with insertion, search and deletion, and complete binary trees that are built and torn down.
#include <stdio.h>
#include <stdlib.h>

struct node {
    struct node *left, *right;
    unsigned key, priority;
};

static unsigned state = 2463534242u;
static unsigned next_random(void) {
    state ^= state << 13;
    state ^= state >> 17;
    return state ^= state << 5;
}

static struct node *leaf(unsigned key) {
    struct node *n = malloc(sizeof *n);
    if (!n) exit(1);
    n->left = n->right = NULL;
    n->key = key;
    n->priority = next_random();
    return n;
}

static struct node *rotate_right(struct node *n) {
    struct node *l = n->left;
    n->left = l->right;
    l->right = n;
    return l;
}

static struct node *rotate_left(struct node *n) {
    struct node *r = n->right;
    n->right = r->left;
    r->left = n;
    return r;
}

static struct node *insert(struct node *n, unsigned key) {
    if (!n) return leaf(key);
    if (key < n->key) {
        n->left = insert(n->left, key);
        if (n->left->priority > n->priority) n = rotate_right(n);
    } else if (key > n->key) {
        n->right = insert(n->right, key);
        if (n->right->priority > n->priority) n = rotate_left(n);
    }
    return n;
}

static struct node *join(struct node *l, struct node *r) {
    if (!l) return r;
    if (!r) return l;
    if (l->priority > r->priority) {
        l->right = join(l->right, r);
        return l;
    }
    r->left = join(l, r->left);
    return r;
}

static struct node *remove_key(struct node *n, unsigned key) {
    struct node **at = &n;
    while (*at && (*at)->key != key) at = key < (*at)->key ? &(*at)->left : &(*at)->right;
    if (*at) {
        struct node *gone = *at;
        *at = join(gone->left, gone->right);
        free(gone);
    }
    return n;
}

static int contains(const struct node *n, unsigned key) {
    while (n && n->key != key) n = key < n->key ? n->left : n->right;
    return n != NULL;
}

static unsigned sum(const struct node *n, unsigned depth) {
    return n ? n->key * depth + sum(n->left, depth + 1) + sum(n->right, depth + 1) : 0;
}

static struct node *complete(int depth) {
    struct node *n = leaf((unsigned)depth);
    if (depth > 0) n->left = complete(depth - 1), n->right = complete(depth - 1);
    return n;
}

static unsigned tear_down(struct node *n) {
    unsigned count = 1;
    if (n->left) count += tear_down(n->left) + tear_down(n->right);
    free(n);
    return count;
}

int main(int argc, char **argv) {
    int scale = argc > 1 ? atoi(argv[1]) : 3;
    unsigned result = 0;
    struct node *root = NULL;
    for (int i = 0; i < 120000 * scale; i++) {
        root = insert(root, next_random() % 50000);
        result += (unsigned)contains(root, next_random() % 50000);
        if (i % 3 == 0) root = remove_key(root, next_random() % 50000);
    }
    result += sum(root, 1);
    for (int i = 0; i < 6 * scale; i++) result += tear_down(complete(14));
    printf("%u\n", result);
    return 0;
}

// Conway's game of life on a torus, a flood fill, and shortest ways through a maze.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 256 };

static unsigned char now[SIDE][SIDE], next[SIDE][SIDE], maze[SIDE][SIDE];
static short distance[SIDE][SIDE];
static int queue[SIDE * SIDE];

static void step(void) {
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            int around = 0;
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++)
                    if (dx || dy) around += now[(y + dy) & (SIDE - 1)][(x + dx) & (SIDE - 1)];
            next[y][x] = (unsigned char)(around == 3 || (around == 2 && now[y][x]));
        }
    memcpy(now, next, sizeof now);
}

static int breadth_first(void) {
    static const int dx[] = {1, -1, 0, 0}, dy[] = {0, 0, 1, -1};
    int from = 0, to = 0, farthest = 0;
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) distance[y][x] = -1;
    distance[0][0] = 0;
    queue[to++] = 0;
    while (from < to) {
        int at = queue[from++], y = at / SIDE, x = at % SIDE;
        for (int d = 0; d < 4; d++) {
            int ny = y + dy[d], nx = x + dx[d];
            if (ny < 0 || nx < 0 || ny >= SIDE || nx >= SIDE || maze[ny][nx] || distance[ny][nx] >= 0) continue;
            distance[ny][nx] = (short)(distance[y][x] + 1);
            farthest = distance[ny][nx];
            queue[to++] = ny * SIDE + nx;
        }
    }
    return farthest * 3 + to;
}

int main(int argc, char **argv) {
    int scale = argc > 1 ? atoi(argv[1]) : 50;
    unsigned seed = 42, sum = 0;
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) {
            seed = seed * 1103515245 + 12345;
            now[y][x] = seed >> 30 == 0;
            maze[y][x] = (seed >> 20 & 7) < 2 && (x || y);
        }
    for (int round = 0; round < scale; round++) {
        step();
        sum = sum * 3 + (unsigned)breadth_first();
        maze[round * 7 % SIDE][round * 13 % SIDE] ^= round != 0;
    }
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++) sum = sum * 3 + now[y][x];
    printf("%u\n", sum);
    return 0;
}

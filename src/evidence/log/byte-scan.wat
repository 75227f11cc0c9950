;; The two loops over every byte of a log. Assembled into byte-scan-code.ts by `npm run assemble`.
;; The host writes the tables and the bytes; up to 16 bytes behind the last are read and do not count.
(module
  (memory (export "memory") 16)

  ;; An entry of 32 bytes is a beginning of 8 to 16 bytes by one of its blocks of 6: +0 the next entry of the same
  ;; hash, or 0; +4 the block's offset; +8 the first 8 bytes; +16 the last 8, whose offset is at +28; +24 its number.
  ;; All are folded with 0x20, which makes upper and lower case of a letter alike. No entry is at address 0.
  (global (export "ENTRIES") i32 (i32.const 0))
  ;; For each hash of a block, the number of its first entry in two bytes, which is its address by 32; 0: it has none.
  (global (export "HEADS") i32 (i32.const 0x60000))
  ;; A bit for each value of a hash that is longer by two bits, set where a block has it: these fit into a
  ;; processor's first cache, and few other blocks share one.
  (global (export "MARKS") i32 (i32.const 0x70000))
  ;; Beginnings found, as pairs of an address and a number.
  (global $FOUND (export "FOUND") i32 (i32.const 0x74000))
  (global $FOUND_END i32 (i32.const 0x78000))
  ;; The bytes to be scanned.
  (global (export "BYTES") i32 (i32.const 0x78000))

  ;; Where to write the next pair.
  (global $out (mut i32) (i32.const 0))

  ;; Notes every beginning of the chain that stands where its block stands at $at, unless it starts before $from.
  (func $match (param $entry i32) (param $at i32) (param $from i32)
    (local $start i32)
    (loop $chain
      (local.set $start (i32.sub (local.get $at) (i32.load offset=4 (local.get $entry))))
      (if (i64.eq
            (i64.or (i64.load align=1 (local.get $start)) (i64.const 0x2020202020202020))
            (i64.load offset=8 (local.get $entry)))
        (then
          (if (i32.and
                (i32.ge_s (local.get $start) (local.get $from))
                (i64.eq
                  (i64.or
                    (i64.load align=1 (i32.add (local.get $start) (i32.load offset=28 (local.get $entry))))
                    (i64.const 0x2020202020202020))
                  (i64.load offset=16 (local.get $entry))))
            (then
              (i32.store (global.get $out) (local.get $start))
              (i32.store offset=4 (global.get $out) (i32.load offset=24 (local.get $entry)))
              (global.set $out (i32.add (global.get $out) (i32.const 8)))))))
      (br_if $chain (local.tee $entry (i32.load (local.get $entry))))))

  ;; Finds beginnings from $from to $end, looking at a block every $stride bytes from $at on. Gives how many were
  ;; found and where to go on, as the space for them may be full before $end.
  (func (export "search") (param $from i32) (param $at i32) (param $end i32) (param $stride i32) (result i32 i32)
    (local $last i32)
    (local $hash i32)
    (local.set $last (i32.sub (local.get $end) (i32.const 6)))
    (global.set $out (global.get $FOUND))
    (block $done
      (loop $next
        (br_if $done (i32.gt_s (local.get $at) (local.get $last)))
        ;; The block times 2^64 over the golden ratio, of which the first 17 bits; the host computes the same.
        (local.set $hash
          (i32.wrap_i64
            (i64.shr_u
              (i64.mul
                (i64.shl
                  (i64.or (i64.load align=1 (local.get $at)) (i64.const 0x2020202020202020))
                  (i64.const 16))
                (i64.const 0x9e3779b97f4a7c15))
              (i64.const 47))))
        (if (i32.and
              (i32.shr_u
                (i32.load8_u offset=0x70000 (i32.shr_u (local.get $hash) (i32.const 3)))
                (i32.and (local.get $hash) (i32.const 7)))
              (i32.const 1))
          (then
            ;; No chain is longer than 64 entries: the host sees to it.
            (br_if $done (i32.gt_u (global.get $out) (i32.sub (global.get $FOUND_END) (i32.const 512))))
            (call $match
              (i32.shl
                (i32.load16_u offset=0x60000
                  (i32.shl (i32.shr_u (local.get $hash) (i32.const 2)) (i32.const 1)))
                (i32.const 5))
              (local.get $at)
              (local.get $from))))
        (local.set $at (i32.add (local.get $at) (local.get $stride)))
        (br $next)))
    (i32.shr_u (i32.sub (global.get $out) (global.get $FOUND)) (i32.const 3))
    (local.get $at))

  ;; How many of the bytes are line feeds, how many are not ASCII, and by how many fewer UTF-16 units than bytes
  ;; valid UTF-8 has: a byte that goes on with a character is none, one that begins a character of four is two.
  (func (export "measure") (param $at i32) (param $end i32) (result i32 i32 i32)
    (local $bytes v128)
    (local $breaks i32)
    (local $beyond i32)
    (local $surplus i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bytes (v128.load align=1 (local.get $at)))
        (if (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 16))
          (then
            (local.set $bytes
              (v128.and
                (local.get $bytes)
                (i8x16.gt_u
                  (i8x16.splat (i32.sub (local.get $end) (local.get $at)))
                  (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15))))))
        (local.set $breaks
          (i32.add (local.get $breaks)
            (i32.popcnt (i8x16.bitmask (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 0x0a)))))))
        (if (i8x16.bitmask (local.get $bytes))
          (then
            (local.set $beyond
              (i32.add (local.get $beyond) (i32.popcnt (i8x16.bitmask (local.get $bytes)))))
            ;; As signed bytes, 0x80 to 0xbf are the lowest.
            (local.set $surplus
              (i32.sub
                (i32.add (local.get $surplus)
                  (i32.popcnt (i8x16.bitmask (i8x16.lt_s (local.get $bytes) (i8x16.splat (i32.const 0xc0))))))
                (i32.popcnt (i8x16.bitmask (i8x16.ge_u (local.get $bytes) (i8x16.splat (i32.const 0xf0)))))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $next)))
    (local.get $breaks)
    (local.get $beyond)
    (local.get $surplus)))

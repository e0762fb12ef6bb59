import CZlib
import CZstd
import Foundation

/// A zip archive of the tests' own making.
struct Archive {
  struct File {
    var name: String
    var bytes: [UInt8]
    var method = 8
    var flags = 0
    var checksum: UInt32?
    var size: Int?
  }

  var files: [File]
  /// Whether sizes are written as the 64 bits of the extra field.
  var isWide = false

  var data: Data {
    var body = Data()
    var directory = Data()
    for file in files {
      let packed =
        file.method == 8 ? deflated(file.bytes, windowBits: -MAX_WBITS) : Data(file.bytes)
      let start = body.count
      body += [0x50, 0x4b, 3, 4] + head(file, packed.count) + number(0, 2) + Data(file.name.utf8)
      body += packed
      directory += [0x50, 0x4b, 1, 2] + number(20, 2) + head(file, packed.count)
      directory += number(isWide ? 28 : 0, 2) + number(0, 2) + number(0, 2) + number(0, 2)
      directory += number(0, 4) + number(isWide ? 0xffff_ffff : start, 4) + Data(file.name.utf8)
      if isWide {
        directory += number(1, 2) + number(24, 2) + number(file.size ?? file.bytes.count, 8)
        directory += number(packed.count, 8) + number(start, 8)
      }
    }
    let end =
      [0x50, 0x4b, 5, 6] + number(0, 4) + number(files.count, 2) + number(files.count, 2)
      + number(directory.count, 4) + number(body.count, 4) + number(0, 2)
    return body + directory + end
  }

  /// From the version to the length of the name, as both headers have it.
  private func head(_ file: File, _ packed: Int) -> Data {
    let checksum = file.checksum ?? UInt32(crc32_z(0, file.bytes, file.bytes.count))
    let sizes = isWide ? [0xffff_ffff, 0xffff_ffff] : [packed, file.size ?? file.bytes.count]
    return number(20, 2) + number(file.flags, 2) + number(file.method, 2) + number(0, 4)
      + number(Int(checksum), 4) + number(sizes[0], 4) + number(sizes[1], 4)
      + number(file.name.utf8.count, 2)
  }

  private func number(_ value: Int, _ count: Int) -> Data {
    Data((0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
  }
}

/// One frame of zstd; `windowLog` as `zstd --long` has it.
func zstd(_ bytes: [UInt8], windowLog: Int32? = nil) -> Data {
  let context = ZSTD_createCCtx()
  defer { ZSTD_freeCCtx(context) }
  ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  if let windowLog {
    ZSTD_CCtx_setParameter(context, ZSTD_c_enableLongDistanceMatching, 1)
    ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, windowLog)
  }
  var output = [UInt8](repeating: 0, count: ZSTD_compressBound(bytes.count))
  var from = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
  let made = bytes.withUnsafeBytes { source in
    output.withUnsafeMutableBytes { room in
      from = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
      var to = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
      // In two steps, so that the frame does not say its size and keeps its window.
      while from.pos < from.size { ZSTD_compressStream2(context, &to, &from, ZSTD_e_continue) }
      while ZSTD_compressStream2(context, &to, &from, ZSTD_e_end) > 0 {}
      return to.pos
    }
  }
  return Data(output.prefix(made))
}

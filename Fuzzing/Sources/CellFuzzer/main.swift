import CFuzzer
import Foundation

/// Reads what libFuzzer makes up as a cell of a result: the first byte says whose it is, the second of which type, and the
/// rest are its bytes. The fuzzer stops at the first input that ends the process, and keeps it.
@_cdecl("LLVMFuzzerTestOneInput")
public func readCell(_ bytes: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = UnsafeBufferPointer(start: bytes, count: count)
  guard count >= 2 else { return 0 }
  let rest = UnsafeBufferPointer(rebasing: input.dropFirst(2))
  if input[0] & 1 == 0 { PostgresCell.read(rest, type: input[1]) } else { SQLiteCell.read(rest, kind: input[1]) }
  return 0
}

var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
let status = withUnsafeMutablePointer(to: &arguments) { arguments in
  arguments.withMemoryRebound(to: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.self, capacity: 1) {
    LLVMFuzzerRunDriver(&count, $0) { readCell($0, $1) }
  }
}
exit(status)

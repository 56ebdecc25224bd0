import SwiftSyntax

/// A hash of code, to find edits that were not meant: FNV-1a with 64 bits. It is the same wherever spaces, line ends, comments
/// and trailing commas stand.
struct CodeHash {
  private var value: UInt64 = 0xcbf2_9ce4_8422_2325

  init(of tree: some SyntaxProtocol) {
    var last: TokenSyntax?
    for token in tree.tokens(viewMode: .sourceAccurate) {
      // A comma before a bracket says nothing, and formatters add and remove it.
      if let last, !(last.tokenKind == .comma && Self.closing.contains(token.text)) { add(last.text) }
      last = token
    }
    if let last { add(last.text) }
  }

  private static let closing: Set<String> = [")", "]", "}"]

  private mutating func add(_ text: String) {
    // A text in several lines may have been checked out with other line ends.
    for byte in text.utf8 where byte != 13 { add(byte) }
    add(0)
  }

  private mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }

  /// The hash as 16 hexadecimal digits.
  var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

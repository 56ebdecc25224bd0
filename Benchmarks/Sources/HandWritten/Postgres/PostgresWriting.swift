import CPostgresAPI
import Measuring

/// The program that inserts many rows with statements of many rows, which return the keys.
final class PostgresWriting {
  /// 6,000 parameters a statement.
  private static let rows = 1000

  private let connection: PostgresHandle
  private var objects: [Entry] = []

  init(_ settings: String) throws {
    connection = try PostgresHandle(settings)
    try connection.prepare("insert", Self.insert(rows: Self.rows))
  }

  private static func insert(rows: Int) -> String {
    let values = (0..<rows).map { row in
      let types = ["bigint", "varchar", "text", "double precision", "bigint", "bigint"]
      let places = types.enumerated().map { "$\(row * 6 + $0 + 1)::\($1)" }
      return "(" + places.joined(separator: ", ") + ")"
    }
    return "INSERT INTO entry (blog_id, headline, body, pub_date, rating, comments) VALUES "
      + values.joined(separator: ", ") + " RETURNING id"
  }

  func prepare(_ steps: Int) {
    if objects.count != steps { objects = Dataset.newEntries(steps).map { Entry($0) } }
  }

  func createAll(_ steps: Int) throws -> Int {
    guard steps % Self.rows == 0 else { throw BenchmarkError("The number of rows is no multiple of \(Self.rows).") }
    var created = objects
    var parameters = Parameters(rows: Self.rows)
    try connection.execute("BEGIN")
    for start in stride(from: 0, to: steps, by: Self.rows) {
      parameters.fill(created[start..<start + Self.rows])
      let result = parameters.withPointers {
        PQexecPrepared(connection.pointer, "insert", Int32(Self.rows * 6), $0, $1, $2, 1)
      }
      defer { PQclear(result) }
      guard PQresultStatus(result) == PGRES_TUPLES_OK, PQntuples(result) == Self.rows else {
        throw connection.failure("inserting")
      }
      for row in 0..<Self.rows { created[start + row].id = Cells(result: result, row: Int32(row)).word(0) }
    }
    try connection.execute("COMMIT")
    return created.count { $0.id > 0 }
  }
}

/// The parameters of a statement, whose bytes are all in one buffer.
private struct Parameters {
  private var bytes: [UInt8] = []
  private var offsets: [Int] = []
  private var lengths: [Int32] = []
  private let formats: [Int32]

  init(rows: Int) {
    bytes.reserveCapacity(rows * 180)
    offsets.reserveCapacity(rows * 6)
    lengths.reserveCapacity(rows * 6)
    formats = Array(repeating: 1, count: rows * 6)
  }

  mutating func fill(_ entries: ArraySlice<Entry>) {
    bytes.removeAll(keepingCapacity: true)
    offsets.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    for entry in entries {
      append(UInt64(bitPattern: entry.blogID))
      append(entry.headline)
      append(entry.body)
      append(entry.pubDate.bitPattern)
      append(UInt64(bitPattern: Int64(entry.rating)))
      append(UInt64(bitPattern: Int64(entry.comments)))
    }
  }

  private mutating func append(_ word: UInt64) {
    offsets.append(bytes.count)
    lengths.append(8)
    withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ text: String) {
    offsets.append(bytes.count)
    lengths.append(Int32(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  func withPointers(
    _ body: (UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?) -> OpaquePointer?
  ) -> OpaquePointer? {
    bytes.withUnsafeBytes { bytes in
      let start = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      let pointers: [UnsafePointer<CChar>?] = offsets.map { offset in start.map { $0 + offset } }
      return pointers.withUnsafeBufferPointer { pointers in
        lengths.withUnsafeBufferPointer { lengths in
          formats.withUnsafeBufferPointer { body(pointers.baseAddress, lengths.baseAddress, $0.baseAddress) }
        }
      }
    }
  }
}

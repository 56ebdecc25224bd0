import CPostgres

/// The type OIDs of PostgreSQL's built-in types.
enum TypeOID {
  static let bool: Oid = 16
  static let bytea: Oid = 17
  static let char: Oid = 18
  static let name: Oid = 19
  static let int8: Oid = 20
  static let int2: Oid = 21
  static let int4: Oid = 23
  static let text: Oid = 25
  static let oid: Oid = 26
  static let json: Oid = 114
  static let oids: Oid = 1028
  static let float4: Oid = 700
  static let float8: Oid = 701
  static let unknown: Oid = 705
  static let bpchar: Oid = 1042
  static let varchar: Oid = 1043
  static let date: Oid = 1082
  static let time: Oid = 1083
  static let timestamp: Oid = 1114
  static let timestamptz: Oid = 1184
  static let interval: Oid = 1186
  static let numeric: Oid = 1700
  static let uuid: Oid = 2950
  static let jsonb: Oid = 3802
  /// The first OID of user-defined types and extensions.
  static let firstUserDefined: Oid = 16384

  /// The element type of each array type.
  static let elements: [Oid: Oid] = [
    1000: bool, 1001: bytea, 1003: name, 1016: int8, 1005: int2, 1007: int4, 1009: text, 1028: oid, 199: json,
    1021: float4, 1022: float8, 1014: bpchar, 1015: varchar, 1182: date, 1183: time, 1115: timestamp,
    1185: timestamptz, 1187: interval, 1231: numeric, 2951: uuid, 3807: jsonb,
  ]

  /// The array type of each element type.
  static let arrays: [Oid: Oid] = Dictionary(elements.map { ($0.value, $0.key) }) { first, _ in first }

  /// Whether the binary form is the text itself. Most user-defined types are enums and domains over text.
  static func isText(_ type: Oid) -> Bool {
    switch type {
    case text, varchar, bpchar, name, unknown, json, char: true
    default: type >= firstUserDefined
    }
  }
}

extension FixedWidthInteger {
  /// Reads a number in network byte order.
  @inline(__always)
  init(network start: UnsafeRawPointer) { self = Self(bigEndian: start.loadUnaligned(as: Self.self)) }
}

extension [UInt8] {
  /// Appends a number in network byte order.
  @inline(__always)
  mutating func append(network value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}

/// The days and microseconds from 1970 to 2000, where the server's epoch is.
enum PostgresEpoch {
  static let days: Int32 = 10_957
  static let microseconds: Int64 = 946_684_800_000_000
}

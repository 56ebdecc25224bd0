import Foundation
import KindredCore

/// Reads a cell as every type of field, and does with the value what users do.
enum Fields {
  static func read(_ row: borrowing DatabaseRow) {
    read(Bool.self, row)
    read(Int.self, row)
    read(Int8.self, row)
    read(UInt64.self, row)
    read(Double.self, row)
    read(Float.self, row)
    read(Decimal.self, row)
    read(String.self, row)
    read(Data.self, row)
    read(UUID.self, row)
    read(Date.self, row)
    read(CalendarDate.self, row)
    read(TimeOfDay.self, row)
    read(Duration.self, row)
    read([Int].self, row)
    read([Double?].self, row)
    read([String?].self, row)
    read([UUID].self, row)
    read([Date].self, row)
    read([CalendarDate].self, row)
    read(JSON<[String: [Double]]>.self, row)
  }

  private static func read<Value: FieldValue>(_ type: Value.Type, _ row: borrowing DatabaseRow) {
    guard let value = try? Value?(row: row, column: 0) else { return }
    _ = "\(value)"
    _ = try? value.databaseValue()
  }
}

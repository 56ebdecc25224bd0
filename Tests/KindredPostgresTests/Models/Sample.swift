import Foundation
import KindredCore

/// A document in a column.
struct Settings: Codable, Hashable {
  var theme: String
  var sizes: [Int]
}

/// One field of each type. Everything is optional, so that each can be looked at alone.
struct Sample {
  var flag: Bool?
  var small: Int16?
  var medium: Int32?
  var large: Int64?
  var unsigned: UInt32?
  var real: Double?
  var float: Float?
  var amount: Decimal?
  var exact: Decimal?
  var code: String?
  var text: String?
  var data: Data?
  var moment: Date?
  var day: CalendarDate?
  var time: TimeOfDay?
  var span: Duration?
  var token: UUID?
  var settings: JSON<Settings>?

  typealias PrimaryKey = Key<Sample>
  var id: Key<Sample> = .unsaved

  struct Columns: ModelColumns {
    typealias Model = Sample
    let queryPath: RelationPath
    init(path: RelationPath) { queryPath = path }
    var id: ColumnExpression<Key<Sample>> { column(0) }
    var flag: ColumnExpression<Bool?> { column(1) }
    var small: ColumnExpression<Int16?> { column(2) }
    var medium: ColumnExpression<Int32?> { column(3) }
    var large: ColumnExpression<Int64?> { column(4) }
    var unsigned: ColumnExpression<UInt32?> { column(5) }
    var real: ColumnExpression<Double?> { column(6) }
    var float: ColumnExpression<Float?> { column(7) }
    var amount: ColumnExpression<Decimal?> { column(8) }
    var exact: ColumnExpression<Decimal?> { column(9) }
    var code: ColumnExpression<String?> { column(10) }
    var text: ColumnExpression<String?> { column(11) }
    var data: ColumnExpression<Data?> { column(12) }
    var moment: ColumnExpression<Date?> { column(13) }
    var day: ColumnExpression<CalendarDate?> { column(14) }
    var time: ColumnExpression<TimeOfDay?> { column(15) }
    var span: ColumnExpression<Duration?> { column(16) }
    var token: ColumnExpression<UUID?> { column(17) }
    var settings: ColumnExpression<JSON<Settings>?> { column(18) }
  }

  struct OptionalColumns: ModelColumns {
    typealias Model = Sample
    typealias SelectedValue = Model?
    let queryPath: RelationPath
    init(path: RelationPath) { queryPath = path }
    var id: ColumnExpression<Key<Sample>?> { column(0) }
    var flag: ColumnExpression<Bool?> { column(1) }
    var small: ColumnExpression<Int16?> { column(2) }
    var medium: ColumnExpression<Int32?> { column(3) }
    var large: ColumnExpression<Int64?> { column(4) }
    var unsigned: ColumnExpression<UInt32?> { column(5) }
    var real: ColumnExpression<Double?> { column(6) }
    var float: ColumnExpression<Float?> { column(7) }
    var amount: ColumnExpression<Decimal?> { column(8) }
    var exact: ColumnExpression<Decimal?> { column(9) }
    var code: ColumnExpression<String?> { column(10) }
    var text: ColumnExpression<String?> { column(11) }
    var data: ColumnExpression<Data?> { column(12) }
    var moment: ColumnExpression<Date?> { column(13) }
    var day: ColumnExpression<CalendarDate?> { column(14) }
    var time: ColumnExpression<TimeOfDay?> { column(15) }
    var span: ColumnExpression<Duration?> { column(16) }
    var token: ColumnExpression<UUID?> { column(17) }
    var settings: ColumnExpression<JSON<Settings>?> { column(18) }
  }

  static let schema = ModelSchema(
    Sample.self,
    name: "Sample",
    fields: [
      .field("id", Key<Sample>.self, options: FieldOptions(isPrimaryKey: true, isAutomatic: true)),
      .field("flag", Bool?.self),
      .field("small", Int16?.self),
      .field("medium", Int32?.self),
      .field("large", Int64?.self),
      .field("unsigned", UInt32?.self),
      .field("real", Double?.self),
      .field("float", Float?.self),
      .field("amount", Decimal?.self, options: FieldOptions(maxDigits: 8, decimalPlaces: 2)),
      .field("exact", Decimal?.self),
      .field("code", String?.self, options: FieldOptions(maxLength: 5, isUnique: true)),
      .field("text", String?.self),
      .field("data", Data?.self),
      .field("moment", Date?.self),
      .field("day", CalendarDate?.self),
      .field("time", TimeOfDay?.self),
      .field("span", Duration?.self),
      .field("token", UUID?.self),
      .field("settings", JSON<Settings>?.self),
    ])
}

extension Sample: Model {
  var primaryKey: Key<Sample> {
    get { id }
    set { id = newValue }
  }

  init(row: borrowing DatabaseRow) throws {
    self.id = try Key<Sample>(row: row, column: 0)
    self.flag = try Bool?(row: row, column: 1)
    self.small = try Int16?(row: row, column: 2)
    self.medium = try Int32?(row: row, column: 3)
    self.large = try Int64?(row: row, column: 4)
    self.unsigned = try UInt32?(row: row, column: 5)
    self.real = try Double?(row: row, column: 6)
    self.float = try Float?(row: row, column: 7)
    self.amount = try Decimal?(row: row, column: 8)
    self.exact = try Decimal?(row: row, column: 9)
    self.code = try String?(row: row, column: 10)
    self.text = try String?(row: row, column: 11)
    self.data = try Data?(row: row, column: 12)
    self.moment = try Date?(row: row, column: 13)
    self.day = try CalendarDate?(row: row, column: 14)
    self.time = try TimeOfDay?(row: row, column: 15)
    self.span = try Duration?(row: row, column: 16)
    self.token = try UUID?(row: row, column: 17)
    self.settings = try JSON<Settings>?(row: row, column: 18)
  }

  static func append(_ row: borrowing DatabaseRow, to models: inout [Sample]) throws {
    models.append(try Sample(row: row))
  }

  private var fields: [any FieldValue] {
    [
      flag, small, medium, large, unsigned, real, float, amount, exact, code, text, data, moment, day, time, span,
      token, settings,
    ]
  }

  func bindFields(to writer: inout ParameterWriter) throws { for field in fields { try field.bind(to: &writer) } }

  func databaseValue(at index: Int) throws -> DatabaseValue {
    index == 0 ? try id.databaseValue() : try fields[index - 1].databaseValue()
  }

  mutating func read(_ row: borrowing DatabaseRow, column: Int32, into index: Int) throws {
    if index == 0 { id = try Key<Sample>(row: row, column: column) }
  }
}

import Foundation
import KindredCore
import Testing

@testable import HandWritten

/// Values that a column cannot hold are refused, with the column's name.
@Suite struct ExtremeParameterTests {
  private func expectRefused<Value: FieldValue>(
    _ values: [Value], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try await Scratch.run([Cell<Value>.self]) { scratch async throws in
      for value in values {
        let error = await kindredError { _ = try await Cell<Value>.objects.create(Cell(value)) }
        #expect(error?.code == .invalidValue, sourceLocation: sourceLocation)
        #expect(error?.column == "value", sourceLocation: sourceLocation)
      }
      #expect(try await Cell<Value>.objects.count() == 0, sourceLocation: sourceLocation)
    }
  }

  /// Durations for which the standard library itself has no number of seconds.
  @Test func durations() async throws {
    let half = Duration.seconds(Int64.max)
    let just = Duration.microseconds(Int64.max)
    try await expectRefused([half, .zero - half, half + half, .zero - half - half, just + .microseconds(1)])
    try await Scratch.run([Cell<Duration>.self]) { scratch async throws in
      for span in [just, .microseconds(Int64.min), .zero] {
        #expect(try await Cell<Duration>.objects.create(Cell(span)).value == span)
        #expect(try await Cell<Duration>.objects.filter { $0.value == span }.get().value == span)
      }
    }
  }

  /// A type of somebody's own that says it is a time of day.
  private struct Moment: FieldValue {
    let microseconds: Int64
    static var columnType: ColumnType { .time }
    init(_ microseconds: Int64) { self.microseconds = microseconds }
    init(row: borrowing DatabaseRow, column: Int32) throws {
      microseconds = try TimeOfDay(row: row, column: column).microsecondsSinceMidnight
    }
    func databaseValue() throws -> DatabaseValue { .time(microseconds: microseconds) }
  }

  @Test func timesOutsideOfADay() async throws {
    try await expectRefused([-1, 86_400_000_000, .max, .min].map { Moment($0) })
  }
}

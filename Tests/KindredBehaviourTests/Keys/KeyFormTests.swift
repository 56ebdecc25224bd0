import Foundation
import Kindred
import Testing

@testable import KindredCore

@Suite("Keys that another program wrote in another form")
struct KeyFormTests {
  /// Runs a statement, as another program would.
  private func run(_ sql: String) async throws {
    let database = try #require(Database.current)
    let connection = try await database.driver.acquire(.transaction)
    defer { database.driver.release(connection) }
    try await connection.execute(sql)
  }

  private let id = UUID(uuid: (0xA0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 0xFF))

  /// Reading a key in such a form throws, or it is found again: never are there two rows.
  private func expect<M: Model>(
    _ model: M.Type, _ sql: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try await run(sql)
    let isTyped = Backend.current != .sqlite
    do {
      var object = try await M.objects.get()
      #expect(isTyped, "the key was read", sourceLocation: sourceLocation)
      try await object.save()
    } catch let error as KindredError {
      #expect(error.code == .decoding && !isTyped, "\(error)", sourceLocation: sourceLocation)
      #expect(error.column == M.schema.key.column && error.table == M.schema.table, sourceLocation: sourceLocation)
    }
    #expect(try await M.objects.count() == 1, sourceLocation: sourceLocation)
    try await run(#"DELETE FROM "\#(M.schema.table)""#)
  }

  @Test("A key is not read that would not be found again")
  func keys() async throws {
    try await withDatabase { _ async throws in
      for spelling in [
        id.uuidString, id.uuidString.lowercased(), id.uuidString.filter { $0 != "-" },
      ] {
        try await expect(Device.self, "INSERT INTO device (id, name) VALUES ('\(spelling)', 'x')")
      }
      for spelling in ["2008-02-29 00:00:00", "2008-2-29"] {
        try await expect(Holiday.self, "INSERT INTO holiday (day, name) VALUES ('\(spelling)', 'x')")
      }
      for spelling in ["12:30", "12:30:00.5", "12:30:00.000000"] {
        try await expect(Bell.self, "INSERT INTO bell (time, name) VALUES ('\(spelling)', 'x')")
      }
      if Backend.current == .sqlite {
        try await expect(Nation.self, "INSERT INTO nation (name, size) VALUES (x'616263', 1)")
        try await expect(Device.self, "INSERT INTO device (id, name) VALUES (x'000102030405060708090a0b0c0d0e0f', 'x')")
      }
    }
  }

  @Test("A choice that is spelled with other code points is none of the cases")
  func choices() async throws {
    try await withDatabase { _ async throws in
      try await run("INSERT INTO shift (day, name) VALUES ('Samedie\u{301}', 'x')")
      await kindredError(.decoding) { _ = try await Shift.objects.get() }
      #expect(try await Shift.objects.filter { $0.day == .saturday }.count() == 0)
      #expect(try await Shift.objects.count() == 1)
    }
  }

  @Test("What a type of one's own would write otherwise is refused as well")
  func ownType() async throws {
    try await withDatabase { _ async throws in
      try await run("INSERT INTO mailbox (address, owner) VALUES ('Ann@X', 'Ann')")
      let error = await kindredError(.decoding) { _ = try await Mailbox.objects.get() }
      #expect(error?.column == "address")
      #expect(try await Mailbox.objects.delete().total == 1)
      #expect(try await Mailbox.objects.count() == 0)
    }
  }

  @Test("Keys in the form that is written are read")
  func written() async throws {
    try await withDatabase { _ async throws in
      let day = try #require(CalendarDate(year: 2008, month: 2, day: 29))
      for microsecond in [0, 500_000] {
        let time = try #require(TimeOfDay(hour: 12, minute: 30, microsecond: microsecond))
        var bell = try await Bell.objects.create(time: time)
        bell.name = "b"
        try await bell.save()
        #expect(try await Bell.objects.get(id: time).name == "b")
      }
      #expect(try await Bell.objects.count() == 2)
      try await Holiday.objects.create(day: day)
      #expect(try await Holiday.objects.get().day == day)
      try await Device.objects.create(id: id, name: "d")
      #expect(try await Device.objects.get().id == id)
      try await Sensor.objects.create(deviceID: id)
      #expect(try await Sensor.objects.get().device.name == "d")
      try await Shift.objects.create(day: .saturday)
      #expect(try await Shift.objects.get().day == .saturday)
    }
  }

  @Test("The same holds of keys among selected values, not of other columns")
  func selectedKeys() async throws {
    try await withDatabase { _ async throws in
      guard Backend.current == .sqlite else { return }
      try await run("INSERT INTO device (id, name) VALUES ('\(id.uuidString)', 'x')")
      try await run("INSERT INTO sensor (device_id) VALUES ('\(id.uuidString)')")
      await kindredError(.decoding) { _ = try await Device.objects.values { $0.id }.all() }
      await kindredError(.decoding) { _ = try await Device.objects.values { ($0.name, $0.id) }.all() }
      await kindredError(.decoding) { _ = try await Sensor.objects.values { $0.deviceID }.all() }
      await kindredError(.decoding) { _ = try await Sensor.objects.values { ($0.deviceID, $0.count()) }.all() }
      await kindredError(.decoding) { _ = try await Sensor.objects.annotate { $0.device.id }.all() }
      await kindredError(.decoding) {
        for try await id in Device.objects.values({ $0.id }).rows { _ = id }
      }
      await kindredError(.decoding) {
        _ = try await Device.objects.values { ($0.name, $0.id) }.values { device, name, id in id }.all()
      }
      #expect(try await Device.objects.values { $0.name }.all() == ["x"])
      #expect(try await Sensor.objects.values { ($0.id, $0.count()) }.all().map(\.1) == [1])
    }
  }

  @Test("The same holds of foreign keys and of what a deletion follows")
  func foreignKeys() async throws {
    try await withDatabase { _ async throws in
      guard Backend.current == .sqlite else { return }
      try await run("INSERT INTO device (id, name) VALUES ('\(id.uuidString)', 'x')")
      try await run("INSERT INTO sensor (device_id) VALUES ('\(id.uuidString)')")
      let error = await kindredError(.decoding) { _ = try await Sensor.objects.get() }
      #expect(error?.column == "device_id")
      let refused = await kindredError(.decoding) { try await Device.objects.delete() }
      #expect(refused?.table == "device")
      #expect(try await Device.objects.count() == 1)
    }
  }
}

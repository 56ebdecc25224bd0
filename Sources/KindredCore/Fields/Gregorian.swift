/// Calendar arithmetic and the text forms of dates and times. No time zones, no allocated formatters.
///
/// The day count follows Howard Hinnant's "chrono-compatible low-level date algorithms"
/// (https://howardhinnant.github.io/date_algorithms.html): years start in March, so that the leap day comes last.
package enum Gregorian {
  package static let microsecondsPerDay: Int64 = 86_400_000_000

  /// The days since 1970-01-01 of a date; nil when there is no such day or the year is not in 1…9999.
  package static func days(year: Int, month: Int, day: Int) -> Int32? {
    guard (1...9999).contains(year), (1...12).contains(month), day >= 1,
      day <= 28 || day <= lastDay(of: month, in: year)
    else {
      return nil
    }
    let marchYear = month <= 2 ? year - 1 : year
    let era = marchYear / 400
    let yearOfEra = marchYear - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int32(era * 146_097 + dayOfEra - 719_468)
  }

  /// The parts of a day count.
  package static func parts(days: Int32) -> (year: Int, month: Int, day: Int) {
    let shifted = Int(days) + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
  }

  private static func lastDay(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

// MARK: - Reading

extension Gregorian {
  package typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

  /// The value of a run of ASCII digits; nil when a byte is not a digit.
  private static func number(_ bytes: Bytes, _ range: Range<Int>) -> Int? {
    guard range.upperBound <= bytes.endIndex else { return nil }
    var value = 0
    for index in range {
      let digit = Int(bytes[index]) - 48
      guard (0...9).contains(digit) else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// Reads `YYYY-MM-DD`. The date has to span all bytes.
  package static func parseDate(_ bytes: Bytes) -> Int32? {
    let start = bytes.startIndex
    guard bytes.count == 10, bytes[start + 4] == 0x2D, bytes[start + 7] == 0x2D,
      let year = number(bytes, start..<start + 4), let month = number(bytes, start + 5..<start + 7),
      let day = number(bytes, start + 8..<start + 10)
    else { return nil }
    return days(year: year, month: month, day: day)
  }

  /// Reads a date of any year, as `dateText` writes it: with a sign, or year 0.
  package static func parseFarDate(_ bytes: Bytes) -> Int32? {
    guard let sign = bytes.first else { return nil }
    let hasSign = sign == 0x2B || sign == 0x2D
    let digits = hasSign ? bytes.dropFirst() : bytes
    guard (10...13).contains(digits.count), hasSign || digits.count == 10,
      let magnitude = number(digits, digits.startIndex..<digits.endIndex - 6)
    else { return nil }
    // The calendar repeats itself every 400 years.
    let year = sign == 0x2D ? -magnitude : magnitude
    let cycles = (year >= 1 ? year - 1 : year - 400) / 400
    let near = [UInt8]("\(year - cycles * 400 + 10_000)".utf8.dropFirst()) + digits.suffix(6)
    guard let days = near.withUnsafeBufferPointer({ parseDate($0[...]) }) else { return nil }
    return Int32(exactly: Int64(days) + Int64(cycles) * 146_097)
  }

  /// Reads `HH:MM`, `HH:MM:SS` or `HH:MM:SS.f…` as microseconds since midnight. The time has to span all bytes.
  /// Fractions of a microsecond are rounded, so the result may be 24:00.
  package static func parseTime(_ bytes: Bytes) -> Int64? {
    let start = bytes.startIndex
    guard bytes.count >= 5, bytes[start + 2] == 0x3A, let hour = number(bytes, start..<start + 2), hour < 24,
      let minute = number(bytes, start + 3..<start + 5), minute < 60
    else { return nil }
    var microseconds = Int64(hour * 60 + minute) * 60_000_000
    if bytes.count == 5 { return microseconds }
    guard bytes.count >= 8, bytes[start + 5] == 0x3A, let second = number(bytes, start + 6..<start + 8), second < 60
    else { return nil }
    microseconds += Int64(second) * 1_000_000
    if bytes.count == 8 { return microseconds }
    guard bytes[start + 8] == 0x2E, bytes.count > 9, bytes.count <= 18 else { return nil }
    var scale: Int64 = 100_000
    for index in (start + 9)..<bytes.endIndex {
      let digit = Int64(bytes[index]) - 48
      guard (0...9).contains(digit) else { return nil }
      microseconds += index == start + 15 && digit >= 5 ? 1 : digit * scale
      scale /= 10
    }
    return microseconds
  }

  /// Reads the usual form of a timestamp: `YYYY-MM-DD HH:MM:SS`, optionally with a point and six digits. This is twice
  /// as fast as the general parser.
  ///
  /// - Returns: nil for all other forms.
  @inline(__always)
  private static func parseUsualTimestamp(_ bytes: Bytes) -> Int64? {
    guard bytes.count == 19 || bytes.count == 26, let text = UnsafeBufferPointer(rebasing: bytes).baseAddress,
      text[4] == 0x2D, text[7] == 0x2D, text[10] == 0x20, text[13] == 0x3A, text[16] == 0x3A
    else { return nil }
    var areDigits = true
    func pair(_ index: Int) -> Int {
      let (high, low) = (text[index] &- 0x30, text[index + 1] &- 0x30)
      if high > 9 || low > 9 { areDigits = false }
      return Int(high) &* 10 &+ Int(low)
    }
    let (hour, minute, second) = (pair(11), pair(14), pair(17))
    var microseconds = ((hour &* 60 &+ minute) &* 60 &+ second) &* 1_000_000
    if bytes.count == 26 {
      if text[19] != 0x2E { return nil }
      microseconds = microseconds &+ (pair(20) &* 100 &+ pair(22)) &* 100 &+ pair(24)
    }
    let days = days(year: pair(0) &* 100 &+ pair(2), month: pair(5), day: pair(8))
    guard areDigits, hour < 24, minute < 60, second < 60, let days else { return nil }
    return Int64(days) * microsecondsPerDay + Int64(microseconds)
  }

  /// Reads a date, or a date, a space or `T`, and a time with an optional `Z` or offset; in microseconds since 1970 UTC.
  package static func parseTimestamp(_ bytes: Bytes) -> Int64? {
    if let usual = parseUsualTimestamp(bytes) { return usual }
    guard bytes.count >= 10, let days = parseDate(bytes.prefix(10)) else { return nil }
    let midnight = Int64(days) * microsecondsPerDay
    var rest = bytes.dropFirst(10)
    guard let separator = rest.first else { return midnight }
    guard separator == 0x20 || separator == 0x54 else { return nil }
    rest = rest.dropFirst()
    var offset: Int64 = 0
    if rest.last == 0x5A {
      rest = rest.dropLast()
    } else if rest.count > 6, let sign = rest.dropLast(5).last, sign == 0x2B || sign == 0x2D {
      guard let distance = parseTime(rest.suffix(5)) else { return nil }
      offset = sign == 0x2B ? distance : -distance
      rest = rest.dropLast(6)
    }
    guard let time = parseTime(rest) else { return nil }
    return midnight + time - offset
  }
}

// MARK: - Writing

extension Gregorian {
  private static func append(_ value: Int, digits: Int, to text: inout [UInt8]) {
    var divisor = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      text.append(UInt8(truncatingIfNeeded: 48 + value / divisor % 10))
      divisor /= 10
    }
  }

  /// `YYYY-MM-DD`.
  package static func dateText(days: Int32) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(26)
    appendDate(days, to: &text)
    return text
  }

  private static func appendDate(_ days: Int32, to text: inout [UInt8]) {
    let (year, month, day) = parts(days: days)
    if year < 0 { text.append(0x2D) } else if year > 9999 { text.append(0x2B) }
    append(abs(year), digits: abs(year) < 10_000 ? 4 : "\(abs(year))".utf8.count, to: &text)
    text.append(0x2D)
    append(month, digits: 2, to: &text)
    text.append(0x2D)
    append(day, digits: 2, to: &text)
  }

  /// `HH:MM:SS`, with a point and six digits when there are microseconds, as Django writes it.
  package static func timeText(microseconds: Int64) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(15)
    appendTime(microseconds, to: &text)
    return text
  }

  private static func appendTime(_ microseconds: Int64, to text: inout [UInt8]) {
    let seconds = Int(microseconds / 1_000_000)
    append(seconds / 3600, digits: 2, to: &text)
    text.append(0x3A)
    append(seconds / 60 % 60, digits: 2, to: &text)
    text.append(0x3A)
    append(seconds % 60, digits: 2, to: &text)
    let fraction = Int(microseconds % 1_000_000)
    if fraction > 0 {
      text.append(0x2E)
      append(fraction, digits: 6, to: &text)
    }
  }

  /// A date, a space and a time.
  package static func timestampText(microseconds: Int64) -> [UInt8] {
    var days = microseconds / microsecondsPerDay
    var time = microseconds % microsecondsPerDay
    if time < 0 {
      time += microsecondsPerDay
      days -= 1
    }
    var text: [UInt8] = []
    text.reserveCapacity(26)
    appendDate(Int32(clamping: days), to: &text)
    text.append(0x20)
    appendTime(time, to: &text)
    return text
  }

  /// The timestamps of the years 1 to 9999, in microseconds.
  package static let storableTimestamps: Range<Int64> = -62_135_596_800_000_000..<253_402_300_800_000_000
  /// The days of the years 1 to 9999.
  package static let storableDays: Range<Int64> = -719_162..<2_932_897
}

import type { ReactNode } from "react";
import {
  Table as AriaTable,
  Cell,
  Column,
  Row,
  type SortDescriptor,
  TableBody,
  TableHeader,
} from "react-aria-components";

export interface TableColumn<T> {
  readonly id: string;
  readonly label: string;
  readonly show: (row: T) => ReactNode;
  /** What a row is called: one column is. */
  readonly isRowHeader?: boolean;
  readonly isSortable?: boolean;
  readonly align?: "end";
}

/** Rows that people walk through by arrow keys. On a narrow screen it scrolls by itself, sideways. */
export const Table = <T extends object>({
  label,
  columns,
  rows,
  idOf,
  onOpen,
  empty,
  sort,
  onSort,
}: {
  label: string;
  columns: readonly TableColumn<T>[];
  rows: readonly T[];
  idOf: (row: T) => string;
  onOpen?: (row: T) => void;
  empty?: ReactNode;
  sort?: SortDescriptor;
  onSort?: (sort: SortDescriptor) => void;
}) => (
  <div className="table-frame">
    <AriaTable
      aria-label={label}
      className="table"
      {...(sort && { sortDescriptor: sort })}
      {...(onSort && { onSortChange: onSort })}
    >
      <TableHeader>
        {columns.map(({ id, label, isRowHeader = false, isSortable = false, align }) => (
          <Column
            key={id}
            id={id}
            isRowHeader={isRowHeader}
            allowsSorting={isSortable}
            className={`column ${align ?? ""}`}
          >
            {label}
          </Column>
        ))}
      </TableHeader>
      <TableBody renderEmptyState={() => empty}>
        {rows.map((row) => (
          <Row
            key={idOf(row)}
            id={idOf(row)}
            className={onOpen ? "table-row opens" : "table-row"}
            {...(onOpen && { onAction: () => onOpen(row) })}
          >
            {columns.map(({ id, show, align }) => (
              <Cell key={id} className={`cell ${align ?? ""}`}>
                {show(row)}
              </Cell>
            ))}
          </Row>
        ))}
      </TableBody>
    </AriaTable>
  </div>
);

"""What both functions share: where the database is, and what they ask it."""

import os

import botocore
from botocore.config import Config

DATABASE = {
    "host": os.environ["DB_HOST"],
    "port": int(os.environ["DB_PORT"]),
    "dbname": os.environ["DB_NAME"],
    "user": os.environ["DB_USER"],
    "password": os.environ["DB_PASSWORD"],
    "connect_timeout": 3,
}

# The pictures are public, so their addresses need no signature and no request.
PUBLIC = Config(signature_version=botocore.UNSIGNED)

RECENT_ORDERS = """
    SELECT customer_order.id, placed_at, status, sum(quantity * unit_price_cents), min(product)
    FROM customer_order JOIN order_line ON order_id = customer_order.id
    WHERE customer_id = %s
    GROUP BY customer_order.id
    ORDER BY placed_at DESC
    LIMIT 3
"""


def recent_orders(connection, s3, customer_id):
    """The latest orders of a customer, with a picture of one product each."""
    # With psycopg2 this block ends the transaction, not the connection: none stays open over a freeze.
    with connection, connection.cursor() as cursor:
        cursor.execute(RECENT_ORDERS, (customer_id,))
        rows = cursor.fetchall()
    return [
        {
            "id": order_id,
            "placedAt": placed_at.isoformat(),
            "status": status,
            "totalCents": total_cents,
            "picture": s3.generate_presigned_url(
                "get_object",
                Params={"Bucket": os.environ["PICTURE_BUCKET"], "Key": f"{product}.jpg"},
            ),
        }
        for order_id, placed_at, status, total_cents, product in rows
    ]
